import type { MaskRange } from "./mask_ranges.ts";

const NEWLINE = 0x0a;

/** Yields where the lines of `bytes` stand, without their newlines, from the one at a place on. */
export function* linesFrom(bytes: Buffer, at: number): Generator<MaskRange> {
  for (let start = lineStart(bytes, at); start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    yield [start, end];
    start = end + 1;
  }
}

/** Where the line at a place begins. */
export function lineStart(bytes: Buffer, at: number): number {
  return at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
}
