/** A part of a pattern: its meaning for what every match holds. */
const PART =
  /(?<text>[\w !"#%&',/:;<=>@`~-])|(?<quantifier>[*?]|\{\d+(?:,\d*)?\})|(?<other>\+|[.^$]|\\[dDwWsSbBnrtfv]|\\[^\w\s]|\[(?:[^\]\\]|\\.)*\]|[^\0-\x7f])/y;
const SHORTEST = 3;
/** What has no counterpart beyond ASCII, as `k` has the Kelvin sign and `s` the long `ſ`. */
const FOLDED_IN_ASCII = /^(?![ks])[\0-\x7f]$/i, FOLDED_BEYOND = /[ks]|[^\0-\x7f]/i;

/**
 * The longest text that stands in every match of a regular expression, letter by letter; undefined where none can be told
 * without understanding more than sequences of characters and classes. With `ignoreCase` in any case of ASCII, and no other.
 */
export function requiredText(pattern: string, ignoreCase = false): string | undefined {
  let longest = "", run = "";
  for (let at = 0; at < pattern.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const { text, quantifier, other } = PART.exec(pattern)?.groups ?? {};
    if (text !== undefined && (!ignoreCase || FOLDED_IN_ASCII.test(text))) {
      run += text;
      continue;
    }
    // It may stand there never.
    if (quantifier !== undefined) run = run.slice(0, -1);
    else if (text === undefined && other === undefined) return undefined;
    if (run.length > longest.length) longest = run;
    run = "";
  }
  if (run.length > longest.length) longest = run;
  return longest.length >= SHORTEST ? longest : undefined;
}

/** The longest part of a literal that stands in every match of it, in any case of ASCII; undefined for none. */
export function requiredPart(literal: string): string | undefined {
  const longest = literal.split(FOLDED_BEYOND).toSorted((a, b) => b.length - a.length)[0] ?? "";
  return longest.length >= SHORTEST ? longest : undefined;
}
