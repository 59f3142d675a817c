import { terminalText } from "../terminal/terminal_text.ts";
import { cutText } from "../terminal/text_width.ts";

/** Foreign words that are longer flood the screen. */
const MOST_NAME_COLUMNS = 200, MOST_WORDS_COLUMNS = 1000;
/** More than that of escape sequences is no name. */
const MOST_CHARS = 8 * MOST_WORDS_COLUMNS;

/** A name that somebody has given, safe for a terminal and in one line; its beginning where it is very long. */
export function nameText(name: string): string {
  return shortText(name, MOST_NAME_COLUMNS);
}

/** What somebody has written, in one line that is safe for a terminal, and cut where nobody would read on. */
export function wordsText(text: string): string {
  return shortText(text, MOST_WORDS_COLUMNS);
}

/** Names, each by itself, so that none can draw over another; so many of them as make {@link wordsText}. */
export function namesText(names: readonly string[]): string {
  let columns = 0;
  const shown: string[] = [];
  for (const name of names) {
    const text = nameText(name);
    if ((columns += text.length) > MOST_WORDS_COLUMNS && shown.length > 0) break;
    shown.push(text);
  }
  const left = names.length - shown.length;
  return shown.join(", ") + (left > 0 ? ` and ${left} more` : "");
}

function shortText(text: string, columns: number): string {
  const part = text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…`.toWellFormed() : text;
  return cutText(terminalText(part), columns);
}
