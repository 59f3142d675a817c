import fs from "node:fs";
import process from "node:process";
import { pause } from "../../runtime/pause.ts";
import { isReaderGone } from "../../runtime/descriptors/reader_gone.ts";
import { isTerminal, terminalColumns } from "../../runtime/terminal/terminal.ts";
import { codeOf, reasonOf } from "../../storage/errors.ts";

const EAGAIN_PAUSE_MS = 1;
const DEFAULT_COLUMNS = 80;
const NEWLINE = 0x0a;

/** Writes text to stdout, whole, waiting for a slow reader. Throws the system's EPIPE, and an Error that says what else stood in the way. */
export function writeOut(text: string): void {
  try {
    writeWhole(1, text);
  } catch (error) {
    if (codeOf(error) === "EPIPE") throw error;
    throw new Error(`Could not write to stdout: ${reasonOf(error)}`, { cause: error });
  }
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

/** Whether who reads stdout has gone: what is written would fail. */
export function isOutUnread(): boolean {
  return isReaderGone(1);
}

/** Whether stdout and stderr are the same terminal, pipe or file. */
export function outputsAreOne(): boolean {
  try {
    const out = fs.fstatSync(1), error = fs.fstatSync(2);
    return out.dev === error.dev && out.ino === error.ino;
  } catch {
    // One of them is closed.
    return false;
  }
}

/** Whether there is somebody to {@link ask}. */
export function canAsk(): boolean {
  return isTerminal(0) && isTerminal(2);
}

/** Asks on stderr, and returns the line that is typed, without its newline; what there is of it when stdin ends. */
export function ask(question: string): string {
  writeError(question);
  const bytes = Buffer.alloc(1);
  let answer = "";
  while (readByte(0, bytes) && bytes[0] !== NEWLINE) answer += bytes.toString("latin1");
  return answer;
}

/** Whether colours are welcome on stdout: a terminal that knows them, and nobody who refuses them. */
export function outTakesColor(): boolean {
  return isTerminal(1) && !refusesColor();
}

/** Whether the environment refuses colours: by `$NO_COLOR` (see no-color.org), or a terminal that knows none. */
export function refusesColor(): boolean {
  return Boolean(process.env["NO_COLOR"]) || process.env["TERM"] === "dumb";
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

/** One at a time, so that what is typed ahead stays for the next question. False at the end of the stream. */
function readByte(descriptor: number, into: Uint8Array): boolean {
  for (;;) {
    try {
      return fs.readSync(descriptor, into) > 0;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Bun throws at the end of a stream that is no file.
      if (code === "EOF") return false;
      if (code !== "EAGAIN") throw error;
      pause(EAGAIN_PAUSE_MS);
    }
  }
}
