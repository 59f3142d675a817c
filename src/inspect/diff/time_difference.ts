/** How long something took in two runs. */
export interface TimeDifference {
  readonly before_ms: number;
  readonly after_ms: number;
  /** How many times as long as before; null where it took no time before. */
  readonly ratio: number | null;
  /** Whether it is worth telling: half as long again, or two thirds of it, and a second or more. */
  readonly notable: boolean;
}

const NOTABLE_RATIO = 1.5, NOTABLE_MS = 1000;

/** Compares two durations in milliseconds; null where one is not known. */
export function timeDifference(
  before_ms: number | null,
  after_ms: number | null,
): TimeDifference | null {
  if (before_ms === null || after_ms === null) return null;
  const less = Math.min(before_ms, after_ms), more = Math.max(before_ms, after_ms);
  return {
    before_ms,
    after_ms,
    ratio: before_ms > 0 ? Math.round(after_ms / before_ms * 100) / 100 : null,
    notable: more - less >= NOTABLE_MS && more >= less * NOTABLE_RATIO,
  };
}
