import { isForegroundGroup } from "../../runtime/process/signals.ts";
import { terminalDevice } from "../../runtime/terminal/terminal.ts";

/** When a command gets terminals of its own. */
export type TerminalChoice = "auto" | "always" | "never";

/**
 * What an output of a command is: the terminal that controls it and is its stdin as well, a terminal for this output alone, or
 * a pipe.
 */
export type OutputKind = "controlling" | "terminal" | "pipe";

/** What a command gets as stdout and stderr; the latter is `controlling` only where the former is. */
export interface OutputKinds {
  readonly stdout: OutputKind;
  readonly stderr: OutputKind;
}

/**
 * What the outputs of a command are to be. `auto`: a terminal where ours is one, so that nothing but the recording tells them
 * from ours; one that controls it when stdin and stdout are one terminal that is ours to read from.
 */
export function outputKinds(choice: TerminalChoice): OutputKinds {
  if (choice !== "auto") {
    const kind = choice === "always" ? "controlling" : "pipe";
    return { stdout: kind, stderr: kind };
  }
  const [stdin, stdout, stderr] = [0, 1, 2].map(terminalDevice);
  const isControlled = stdin !== undefined && stdin === stdout && isForegroundGroup();
  const kind = (device: number | undefined): OutputKind => {
    if (device === undefined) return "pipe";
    return isControlled && device === stdin ? "controlling" : "terminal";
  };
  // Pagers and editors whose stdin is none read keys from a terminal on stderr: of one that is there for output alone, forever.
  return { stdout: kind(stdout), stderr: stdin === undefined ? "pipe" : kind(stderr) };
}
