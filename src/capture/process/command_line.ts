import { argumentBytes } from "../../runtime/process/inheritance.ts";

const PREVIEW_SCALARS = 200;
const NEEDS_NO_QUOTES = /^[\w@%+=:,./-]+$/;

/** A command's words as one would type them in a shell. */
export function quoteCommandLine(words: readonly string[]): string {
  return words.map(quote).join(" ");
}

/** A text as `prompt_preview` has it: newlines as spaces, cut at 200 Unicode scalars. */
export function preview(text: string): string {
  const scalars = [...text.replace(/\r?\n/g, " ")];
  return scalars.length <= PREVIEW_SCALARS
    ? scalars.join("")
    : scalars.slice(0, PREVIEW_SCALARS).join("") + "…";
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
