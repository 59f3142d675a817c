import { UsageError } from "../errors.ts";
import { parseDuration } from "./parse_duration.ts";

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * Reads a moment: a time ago ("2d", "10m30s") or a date ("2026-11-22", "2026-11-22T10:00", "2026-11-22T10:00:05Z"), in the
 * local zone where it names none. Returns epoch milliseconds. Throws UsageError.
 */
export function parseMoment(text: string, nowMs: number): number {
  if (/^(?:\d+(?:ms|[smhd]))+$/.test(text)) return nowMs - parseDuration(text) * 1000;
  const ms = DATE.test(text) ? dateMs(text) : NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(
    `"${text}" is no time. Write it like 2d (two days ago), 2026-11-22 or 2026-11-22T10:00.`,
  );
}

function dateMs(text: string): number {
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone] =
    DATE.exec(text) ?? [];
  // A date alone would be taken as of UTC; and the 31st of February for a day in March.
  const date = `${year}-${month}-${day}`;
  if (new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date) return NaN;
  return Date.parse(`${date}T${hour}:${minute}:${second}${fraction}${zone ?? ""}`);
}
