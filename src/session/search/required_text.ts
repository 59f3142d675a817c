/** A part of a pattern: its meaning for what every match holds. */
const PART =
  /(?<text>[\w !"#%&',/:;<=>@`~-])|(?<quantifier>[*?]|\{\d+(?:,\d*)?\})|(?<other>\+|[.^$]|\\[dDwWsSbBnrtfv]|\\[^\w\s]|\[(?:[^\]\\]|\\.)*\]|[^\0-\x7f])/y;
const SHORTEST = 3;

/**
 * The longest text that stands in every match of a regular expression, letter by letter; undefined where none can be told
 * without understanding more than sequences of characters and classes.
 */
export function requiredText(pattern: string): string | undefined {
  let longest = "", run = "";
  for (let at = 0; at < pattern.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const { text, quantifier, other } = PART.exec(pattern)?.groups ?? {};
    if (text !== undefined) {
      run += text;
      continue;
    }
    // It may stand there never.
    if (quantifier !== undefined) run = run.slice(0, -1);
    else if (other === undefined) return undefined;
    if (run.length > longest.length) longest = run;
    run = "";
  }
  if (run.length > longest.length) longest = run;
  return longest.length >= SHORTEST ? longest : undefined;
}
