/** A session, step or project that was asked for is not there. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";
}

/** A log or an index cannot be understood. */
export class DamagedLogError extends Error {
  override readonly name = "DamagedLogError";
}
