import { linesFrom } from "../line_bounds.ts";
import type { MaskRange } from "../mask_ranges.ts";
import type { PatternRunner } from "./pattern_runner.ts";

const STAR = 0x2a, RETURN = 0x0d, LONGEST_WORD = 4096;

/** What patterns match in lines, but for what stands in the place of a secret. */
export function patternRanges(patterns: readonly PatternRunner[], bytes: Buffer): MaskRange[] {
  const ranges: MaskRange[] = [];
  for (const [start, end] of linesFrom(bytes, 0)) {
    // A terminal's lines end in both.
    const line = bytes.subarray(start, bytes[end - 1] === RETURN ? end - 1 : end);
    const text = line.toString();
    // What is no UTF-8 has another length as text; such a line is taken as one character a byte.
    const encoding = text.includes("\ufffd") ? "latin1" : "utf8";
    const given = encoding === "utf8" ? text : line.toString(encoding);
    for (const pattern of patterns) {
      for (const range of pattern.ranges(given)) {
        const from = start + Buffer.byteLength(given.slice(0, range[0]), encoding);
        ranges.push([from, from + Buffer.byteLength(given.slice(...range), encoding)]);
      }
    }
  }
  return ranges.filter((range) => !cutsMask(bytes, range));
}

/** Whether a pattern has matched a part of what stands in the place of a secret, which would grow with every time. */
function cutsMask(bytes: Buffer, [start, end]: MaskRange): boolean {
  const isInside = (at: number) => bytes[at - 1] === STAR && bytes[at] === STAR;
  return isInside(start) || isInside(end);
}

/** Where the last word of an unfinished line begins: of what a pattern matches, little has spaces within. */
export function lastWord(line: Buffer): number {
  const text = line.toString("latin1", Math.max(0, line.length - LONGEST_WORD));
  return line.length - (/[^ \t]*$/.exec(text)?.[0].length ?? 0);
}
