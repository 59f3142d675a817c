import type { LineMatcher, TextRange } from "../../inspect/search/matching/line_matcher.ts";
import type { Paint } from "../terminal/paint.ts";
import { isHarmless, terminalText } from "../terminal/terminal_text.ts";

/** So much of a line is shown on a terminal, which would be flooded by some, and so much of that before its first match. */
const LONGEST_SHOWN = 2000, LEAD = 200;
const ELLIPSIS = "…";

/**
 * A recorded line with its matches set off, safe for a terminal: what was searched, with a sign for every control
 * character. Where lines are grouped, a very long one is cut around its first match.
 */
export function foundText(
  line: string,
  matcher: LineMatcher,
  { paint, grouped }: { readonly paint: Paint; readonly grouped: boolean },
): string {
  const text = matcher.searched(line);
  const isCut = grouped && text.length > LONGEST_SHOWN;
  if (!isCut && paint("red", "x") === "x") return safeText(text);
  const ranges = matcher.ranges(text);
  const [from, to] = isCut ? window(text, ranges[0]) : [0, text.length];
  let shown = from > 0 ? ELLIPSIS : "", at = from;
  for (const [start, end] of ranges) {
    if (start >= to) break;
    shown += safeText(text.slice(at, start));
    shown += paint("bold", paint("red", safeText(text.slice(start, Math.min(end, to)))));
    at = Math.min(end, to);
  }
  return shown + safeText(text.slice(at, to)) + (to < text.length ? ELLIPSIS : "");
}

/** The part of a long text around a match, which is not begun or ended within a character. */
function window(text: string, first: TextRange = [0, 0]): TextRange {
  const start = Math.max(0, Math.min(first[0] - LEAD, text.length - LONGEST_SHOWN));
  const end = Math.min(text.length, start + LONGEST_SHOWN);
  return [start + (isWithinPair(text, start) ? 1 : 0), end - (isWithinPair(text, end) ? 1 : 0)];
}

function isWithinPair(text: string, at: number): boolean {
  return /[\udc00-\udfff]/.test(text.charAt(at));
}

/** What was overwritten on the screen was searched too, and so is shown; what is left of escape sequences, by signs. */
function safeText(text: string): string {
  if (isHarmless(text)) return text;
  return terminalText(text.replace(CONTROL, (character) => SIGNS[character] ?? "\ufffd"));
}

// terminalText would take out what belongs to them.
const CONTROL = /[\b\r\x1b\x80-\x9f]/g;
const SIGNS: Readonly<Record<string, string>> = { "\b": "␈", "\r": "␍", "\x1b": "␛" };
