/** What is wrong with a regular expression of JavaScript, and where; `at` counts characters from 1. */
export interface RegexFault {
  readonly at: number;
  readonly fault: string;
}

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;
const GROUP_START = /^\((?:\?(?::|<?[=!]|<[^>]*>|[a-z]*(?:-[a-z]*)?:))?/;

/**
 * Finds the fault of an expression that the runtime has refused: the runtimes say only what it is, each in its own words.
 * Undefined for what is rarer than brackets and quantifiers.
 */
export function regexFault(pattern: string): RegexFault | undefined {
  const open: number[] = [];
  let hasAtom = false;
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at), place = at + 1;
    const quantifier = QUANTIFIER.exec(rest)?.[0];
    if (quantifier) {
      if (!hasAtom) return { at: place, fault: `"${quantifier}" has nothing before it to repeat` };
      hasAtom = false;
      at += quantifier.length;
    } else if (rest.startsWith("\\")) {
      if (rest === "\\") return { at: place, fault: 'the "\\" at the end escapes nothing' };
      hasAtom = true;
      at += 2;
    } else if (rest.startsWith("[")) {
      const length = classLength(rest);
      if (length === undefined) return { at: place, fault: 'the "[" has no "]"' };
      hasAtom = true;
      at += length;
    } else if (rest.startsWith("(")) {
      open.push(place);
      hasAtom = false;
      at += GROUP_START.exec(rest)?.[0].length ?? 1;
    } else if (rest.startsWith(")")) {
      if (open.pop() === undefined) return { at: place, fault: 'the ")" has no "("' };
      hasAtom = true;
      at++;
    } else {
      hasAtom = !/^[|^]/.test(rest);
      at++;
    }
  }
  const last = open.at(-1);
  return last === undefined ? undefined : { at: last, fault: 'the "(" has no ")"' };
}

function classLength(text: string): number | undefined {
  return /^\[(?:[^\]\\]|\\[^])*\]/.exec(text)?.[0].length;
}
