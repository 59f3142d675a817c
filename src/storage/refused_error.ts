/** Something in a home is not what we would have put there, and so is not touched: what it is, and what to do. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  constructor(readonly obstacle: string, readonly advice: string) {
    super(obstacle);
  }
}

/** Whether an error is that something was refused, or came of it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof RefusedError ||
    (error instanceof Error && error.cause instanceof RefusedError);
}

/** What to do about an error: what a refusal says, and else `usual`. */
export function adviceOf(error: unknown, usual: string): string {
  return error instanceof RefusedError ? error.advice : usual;
}
