/** The command line cannot be understood: exit code 2, with a hint at `--help`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** `help` is a text that is shown as it is below the message. */
  constructor(message: string, readonly help = "") {
    super(message);
  }
}

/** What was asked for cannot be done, and exit code 1 would say something else: exit code 2, as diff(1) has it. */
export class TroubleError extends Error {
  override readonly name = "TroubleError";
}
