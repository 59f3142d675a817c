import { UsageError } from "../errors.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
};

/** Reads "90s", "10m30s", "7d", "500ms" or a bare number of seconds; returns seconds. Throws UsageError. */
export function parseDuration(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(\d+(?:ms|[smhd]))+$/.test(text)) {
    throw new UsageError(`invalid duration "${text}" (examples: 90s, 10m30s, 7d)`);
  }
  let seconds = 0;
  for (const [, count, unit = "s"] of text.matchAll(/(\d+)(ms|[smhd])/g)) {
    seconds += Number(count) * (UNIT_SECONDS[unit] ?? 1);
  }
  return seconds;
}
