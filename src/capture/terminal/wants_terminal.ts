import fs from "node:fs";
import { isForegroundGroup } from "../../runtime/process/signals.ts";
import { isTerminal } from "../../runtime/terminal/terminal.ts";

/** When a command gets a terminal of its own. */
export type TerminalChoice = "auto" | "always" | "never";

/**
 * Whether a command is to get a terminal of its own. `auto`: when stdin, stdout and stderr are one terminal, and it is
 * ours to read from, so that nothing but the recording tells the command's terminal from ours.
 */
export function wantsTerminal(choice: TerminalChoice): boolean {
  if (choice !== "auto") return choice === "always";
  return [0, 1, 2].every(isTerminal) && new Set([0, 1, 2].map(device)).size === 1 &&
    isForegroundGroup();
}

/** Which device a descriptor is of. `/dev/tty` counts as another one than the terminal that it stands for. */
function device(descriptor: number): string {
  const { dev, ino, rdev } = fs.fstatSync(descriptor, { bigint: true });
  return `${dev}:${ino}:${rdev}`;
}
