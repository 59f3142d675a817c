/** A moment as the log writes it: UTC, 6 digits of a second, `+00:00`. Default: now, by the wall clock. */
export function timestamp(epochMs: number = now()): string {
  const wholeMs = Math.floor(epochMs);
  const micros = Math.floor((epochMs - wholeMs) * 1000);
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}+00:00`;
}

/** A timestamp of the log, so many whole milliseconds later; its microseconds stay. */
export function addedMs(ts: string, ms: number): string {
  const [, micros = "000"] = /\.\d{3}(\d{3})\+/.exec(ts) ?? [];
  return `${new Date(Date.parse(ts) + ms).toISOString().slice(0, -1)}${micros}+00:00`;
}

/** The later of two timestamps of the log, whose form makes them comparable as text. */
export function laterTimestamp(a: string, b: string): string {
  return a > b ? a : b;
}

// The wall clock of both runtimes has whole milliseconds, the monotonic one has fractions. They are tied anew when they
// part, which is when somebody sets the clock or the machine has slept.
const DRIFT_MS = 2;
let wallMinusMonotonicMs = Date.now() - performance.now();

function now(): number {
  const wall = Date.now(), monotonic = performance.now();
  if (Math.abs(monotonic + wallMinusMonotonicMs - wall) > DRIFT_MS) {
    wallMinusMonotonicMs = wall - monotonic;
  }
  return monotonic + wallMinusMonotonicMs;
}
