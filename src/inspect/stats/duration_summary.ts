/** What many durations, in milliseconds, come to: the median, the 95th percentile and the longest. */
export interface DurationSummary {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Sums up durations; null for none. A percentile is the smallest one that so many are not longer than ("nearest rank"). */
export function summarizeDurations(durationsMs: Iterable<number>): DurationSummary | null {
  const sorted = Float64Array.from(durationsMs).sort();
  const max = sorted.at(-1);
  if (max === undefined) return null;
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), max };
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}
