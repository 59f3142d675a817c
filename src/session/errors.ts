/** A session, step or project that was asked for is not there. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";
}

/** A log or an index cannot be understood. */
export class DamagedLogError extends Error {
  override readonly name = "DamagedLogError";
}

/** A session that has ended was to go on. */
export class ClosedSessionError extends Error {
  override readonly name = "ClosedSessionError";
  constructor(readonly sessionId: string, readonly endedAt: string) {
    super(
      `The session ${sessionId} has ended (${endedAt}), and nothing is added to it. Begin another with "zig-session start".`,
    );
  }
}
