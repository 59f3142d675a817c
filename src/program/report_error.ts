import { codeOf, reasonOf } from "../storage/errors.ts";
import { TroubleError, UsageError } from "../options/errors.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import { writeError } from "../view/terminal/io.ts";

/** The one place that turns an error into words and an exit code. */
export function reportError(error: unknown, debug: boolean): number {
  // Who reads us has heard enough.
  if ((error as NodeJS.ErrnoException).code === "EPIPE") return 0;
  complain(messageOf(error));
  if (error instanceof UsageError && error.help) writeError(`\n${error.help}`);
  if (debug && error instanceof Error) writeError(`${error.stack}\n`);
  return error instanceof UsageError || error instanceof TroubleError ? 2 : 1;
}

/** An error of the system's, which nobody has expected, says no more than a path and a name that few know. */
function messageOf(error: unknown): string {
  const { path, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (path && codeOf(error)) return `Could not use "${path}": ${reasonOf(error)}`;
  return message ?? String(error);
}

function complain(message: string): void {
  // A message may hold an id or a name out of an index. In the log of a CI job, others' lines stand around each of ours.
  const lines = message.trimEnd().split("\n").map(terminalText);
  writeError(lines.map((line) => `zig-session: ${line}\n`).join(""));
}
