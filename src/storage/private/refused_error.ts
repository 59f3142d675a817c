/** Something in a home is not what we would have put there, and so is not touched: what it is, and what to do about it. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  constructor(
    path: string,
    readonly obstacle: string,
    readonly advice: string,
    /** Whether it is a folder, so that all in it is refused. */
    readonly isFolder = false,
  ) {
    super(`Could not use "${path}": ${obstacle}. ${advice}`);
  }
}

/** The refusal that an error is, or came of. */
export function refusalOf(error: unknown): RefusedError | undefined {
  const refusal = error instanceof Error && error.cause ? error.cause : error;
  return refusal instanceof RefusedError ? refusal : undefined;
}

/** What to do about an error: what a refusal says, and else `usual`. */
export function adviceOf(error: unknown, usual: string): string {
  return error instanceof RefusedError ? error.advice : usual;
}
