import fs from "node:fs";
import process from "node:process";
import { pause } from "../runtime/pause.ts";
import { isTerminal, terminalColumns } from "../runtime/terminal.ts";

const EAGAIN_PAUSE_MS = 1;
const DEFAULT_COLUMNS = 80;

/** Writes text to stdout, whole, waiting for a slow reader. Throws the system's error, EPIPE among them. */
export function writeOut(text: string): void {
  writeWhole(1, text);
}

/** Writes text to stderr, whole; a stderr that is gone is no reason to fail. */
export function writeError(text: string): void {
  try {
    writeWhole(2, text);
  } catch {
    // Nobody is left to tell.
  }
}

/** Whether stdout is a terminal. */
export function isOutTerminal(): boolean {
  return isTerminal(1);
}

/** Whether stderr is a terminal. */
export function isErrorTerminal(): boolean {
  return isTerminal(2);
}

/** Whether colours are welcome on stdout: a terminal that knows them, and no `$NO_COLOR` (see no-color.org). */
export function outTakesColor(): boolean {
  return isTerminal(1) && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
}

/** How many columns a line on stdout may have: the terminal's, or without one `$COLUMNS` or no limit. */
export function outColumns(): number {
  if (isTerminal(1)) return terminalColumns(1) ?? DEFAULT_COLUMNS;
  return Number(process.env["COLUMNS"]) || Infinity;
}

/** Not process.stdout: on Bun that makes a shared pipe non-blocking for good; and who did so before us is waited for. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += fs.writeSync(descriptor, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      pause(EAGAIN_PAUSE_MS);
    }
  }
}
