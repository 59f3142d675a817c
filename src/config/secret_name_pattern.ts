import { UsageError } from "../options/errors.ts";

/** Whether the name of an environment variable is one of those that a pattern means. */
export type SecretNamePattern = (name: string) => boolean;

/**
 * Reads a pattern such as `*_PIN`: `*` stands for any characters, case does not matter. Throws UsageError, also for one that
 * would mean nearly all names.
 */
export function parseSecretNamePattern(pattern: string): SecretNamePattern {
  if (!/^[\w*]+$/.test(pattern) || pattern.replaceAll("*", "").length < FEWEST_LETTERS) {
    throw new UsageError(
      `"${pattern}" is no pattern for names: write letters, digits and _, at least ${FEWEST_LETTERS} of them, and * for any others, as in "*_PIN"`,
    );
  }
  const [first = "", ...rest] = pattern.toUpperCase().split("*"), last = rest.pop();
  return (name) => matches(name.toUpperCase(), first, rest, last);
}

const FEWEST_LETTERS = 3;

/** Not by an expression, which could take long for many `*`. */
function matches(
  name: string,
  first: string,
  middle: readonly string[],
  last: string | undefined,
): boolean {
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of middle) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
