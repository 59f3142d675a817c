import { bytesFinder, type ByteText, type FindBytes } from "../../../runtime/byte_text.ts";

/**
 * Find the places in a log where a character of a text, or the one that begins an escape sequence, is written as a `\u`
 * escape that neither we nor zig-core write; and halves of pairs, since one that is alone makes a line damaged.
 */
export function foreignEscapeFinders(text: string, ignoreCase: boolean): FindBytes[] {
  const beginnings = new Set(["\\u001B", "\\ud", "\\uD"]);
  const cases = ignoreCase ? text.toLowerCase() + text.toUpperCase() : text;
  for (const unit of new Set(cases.split(""))) {
    for (const beginning of beginningsOf(unit)) beginnings.add(beginning);
  }
  return Array.from(beginnings, escapeFinder);
}

/** How the escapes of a UTF-16 unit begin, as far as no usual one of another character does so too. */
function beginningsOf(unit: string): string[] {
  const code = unit.charCodeAt(0), hex = code.toString(16).padStart(4, "0");
  // Halves of pairs are looked for anyway.
  if (hex.startsWith("d") && code >= 0xd800) return [];
  // Control characters have such escapes, and most lines of colours many of one.
  const digits = code < 0x20 ? 4 : code < 0x100 ? 3 : 2;
  const usual = JSON.stringify(unit).slice(1, -1);
  return spellings(hex.slice(0, digits)).map((spelled) => `\\u${spelled}`)
    .filter((escape) => escape !== usual);
}

function spellings(hex: string): string[] {
  return Array.from(hex).reduce(
    (all, digit) => {
      const cases = new Set([digit, digit.toUpperCase()]);
      return all.flatMap((beginning) => Array.from(cases, (last) => beginning + last));
    },
    [""],
  );
}

function escapeFinder(beginning: string): FindBytes {
  const find = bytesFinder(beginning);
  return (log, from) => {
    let at = find(log, from);
    while (at >= 0 && isEscaped(log, at)) at = find(log, at + 1);
    return at;
  };
}

const BACKSLASH = 0x5c;

/** Whether the backslash at `at` is itself escaped. */
function isEscaped({ bytes }: ByteText, at: number): boolean {
  let backslashes = 0;
  while (bytes[at - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
