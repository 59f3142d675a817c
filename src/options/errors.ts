/** The command line cannot be understood: exit code 2, of `record` and `step` 125, with a hint at `--help`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** `help` is a text that is shown as it is below the message. */
  constructor(message: string, readonly help = "") {
    super(message);
  }
}
