/** Bytes, or characters of a text, that are to be masked; the end is excluded. */
export type MaskRange = readonly [start: number, end: number];

/** What stands in the place of a secret. */
export const MASK = "***";

const STAR = 0x2a;

/** The ranges in their order, those that touch or overlap as one. */
export function mergedRanges(ranges: readonly MaskRange[]): MaskRange[] {
  const merged: MaskRange[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)];
    else merged.push([start, end]);
  }
  return merged;
}

/** Whether a range holds nothing but what stands in the place of a secret, so that masking twice is masking once. */
export function isMasked(bytes: Uint8Array, [start, end]: MaskRange): boolean {
  return end - start === MASK.length && bytes.subarray(start, end).every((byte) => byte === STAR);
}
