import { basename } from "node:path";
import { argumentBytes } from "../../runtime/process/inheritance.ts";

const PREVIEW_SCALARS = 200, NAME_SCALARS = 60;
const NEEDS_NO_QUOTES = /^[\w@%+=:,./-]+$/;

/** A command's words as one would type them in a shell. */
export function quoteCommandLine(words: readonly string[]): string {
  return words.map(quote).join(" ");
}

/** A text as `prompt_preview` has it: newlines as spaces, cut at 200 Unicode scalars. */
export function preview(text: string): string {
  return cut(text.replace(/\r?\n/g, " "), PREVIEW_SCALARS);
}

/**
 * What a session is named by its command line, as {@link quoteCommandLine} has it, secrets masked: base name first, in one line,
 * without runs of blanks, and with `…` where it is cut at 60 Unicode scalars.
 */
export function nameOf(commandLine: string, [command = ""]: readonly string[]): string {
  const whole = quote(command);
  const shown = commandLine.startsWith(whole)
    ? quote(basename(command) || command) + commandLine.slice(whole.length)
    : commandLine;
  return cut(shown.replace(/\s+/g, " ").trim(), NAME_SCALARS - 1);
}

function cut(text: string, most: number): string {
  const scalars = [...text];
  return scalars.length <= most ? text : `${scalars.slice(0, most).join("")}…`;
}

/**
 * The last words of our own command line as they were given: a word that is not UTF-8 has been decoded with U+FFFD, and is
 * taken from the system instead.
 */
export function exactWords(words: readonly string[]): readonly (string | Uint8Array)[] {
  return words.some((word) => word.includes("\ufffd")) ? argumentBytes(words.length) : words;
}

function quote(word: string): string {
  return NEEDS_NO_QUOTES.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
