const BARS = "▁▂▃▄▅▆▇█", UNKNOWN = "·";

/** Numbers as bars, one character each: the highest is full, and the others have their share of it. */
export function sparkline(values: readonly (number | null)[]): string {
  const highest = Math.max(0, ...values.filter((value) => value !== null));
  return values.map((value) => value === null ? UNKNOWN : bar(value, highest)).join("");
}

function bar(value: number, highest: number): string {
  const share = highest > 0 ? value / highest : 0;
  return BARS[Math.max(0, Math.ceil(share * BARS.length) - 1)] ?? UNKNOWN;
}
