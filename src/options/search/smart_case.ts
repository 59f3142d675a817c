/** What of a regular expression holds letters that are no text: escapes such as `\S` and `\u00C4`, classes, names of groups. */
const ESCAPES = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|k<[^>]*>|c.|.)|\(\?<\w+>/gis;

/** Whether a pattern is meant to match case: it has a capital letter, as in ripgrep's and vim's smart case. */
export function meansCase(pattern: string, regex: boolean): boolean {
  return /\p{Lu}/u.test(regex ? pattern.replace(ESCAPES, "") : pattern);
}
