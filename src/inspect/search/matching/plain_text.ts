const ESCAPE = "\x1b";

// Those of ECMA-48 in 7 bits, and what xterm adds: colours, cursor movements, links, titles. The body of a string sequence
// stops at every control character, as in xterm; that also keeps the search linear.
const ESCAPE_SEQUENCE = new RegExp(
  [
    /\x1b[P\]X^_][^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\|[\x18\x1a\x9c]|(?=[\x1b\x80-\x9f]))/,
    /\x1b\[[0-?]*[ -/]*[@-~]/,
    /\x1b[ -/]+[0-~]/,
    /\x1b[0-OQ-WYZ\\`-~]/,
  ].map(({ source }) => source).join("|"),
  "g",
);

/**
 * A line as a person saw it: without escape sequences, which would stand in the middle of its words. Those of 8 bits stay,
 * because a terminal of UTF-8 does not obey them.
 */
export function plainText(line: string): string {
  return line.includes(ESCAPE) ? line.replace(ESCAPE_SEQUENCE, "") : line;
}
