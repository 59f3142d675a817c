import { terminalText } from "../terminal/terminal_text.ts";

/** A word of a command that a reader may paste into a shell, safe for a terminal: in quotes where it needs them, so that nothing in it runs. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${terminalText(word).replaceAll("'", `'\\''`)}'`;
}
