import { UsageError } from "../errors.ts";
import { parseDuration } from "./parse_duration.ts";

const AGO = /^((?:\d+(?:ms|[smhd]))+)(?: ago)?$/;
const WORDS_AGO = /^(\d+|an?|last) (second|minute|hour|day|week|month|year)s?(?: ago)?$/;
const EPOCH = /^@(\d{1,12}(?:\.\d+)?)$/;
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
/** As RFC 5322 has it, and `date -R`. */
const MAIL_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)$/;
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

/**
 * Reads a moment: a time ago ("2d", "10m30s", "1h ago", "last week"), a day ("today", "yesterday", from its midnight), "now", a
 * date ("2026-11-22", "2026-11-22T10:00", "2026-11-22T10:00:05Z") in the local zone where it names none, or what GNU date prints
 * for `--iso-8601=…`, `-R` and `+@%s` (seconds since 1970, which may also stand alone). Returns milliseconds since 1970. Throws
 * UsageError.
 */
export function parseMoment(text: string, nowMs: number): number {
  const ms = relativeMs(text.trim().toLowerCase(), nowMs) ?? absoluteMs(text.trim());
  if (ms !== undefined && !Number.isNaN(ms)) return ms;
  throw new UsageError(
    `can't read the time "${text}". Use 2d (2 days ago), yesterday, 2026-11-22 or 2026-11-22T10:00.`,
  );
}

function relativeMs(text: string, nowMs: number): number | undefined {
  if (text === "now") return nowMs;
  if (text === "today") return midnight(nowMs, 0);
  if (text === "yesterday") return midnight(nowMs, 1);
  const [, duration] = AGO.exec(text) ?? [];
  if (duration !== undefined) return nowMs - parseDuration(duration) * 1000;
  const [, count = "", unit] = WORDS_AGO.exec(text) ?? [];
  return unit === undefined
    ? undefined
    : unitsAgo(nowMs, Number(count) || (count === "0" ? 0 : 1), unit);
}

/** By the calendar where the unit is one of it: a month ago is the same day of the last month. */
function unitsAgo(nowMs: number, count: number, unit: string): number {
  const date = new Date(nowMs);
  if (unit === "second") return nowMs - count * 1000;
  if (unit === "minute") return nowMs - count * 60_000;
  if (unit === "hour") return nowMs - count * 3_600_000;
  if (unit === "month") return date.setMonth(date.getMonth() - count);
  if (unit === "year") return date.setFullYear(date.getFullYear() - count);
  return date.setDate(date.getDate() - count * (unit === "week" ? 7 : 1));
}

function midnight(nowMs: number, daysAgo: number): number {
  const date = new Date(nowMs);
  date.setHours(0, 0, 0, 0);
  return date.setDate(date.getDate() - daysAgo);
}

function absoluteMs(text: string): number | undefined {
  // A bare number of so many digits can be no year.
  const [, seconds] = EPOCH.exec(/^\d{9,12}$/.test(text) ? `@${text}` : text) ?? [];
  if (seconds !== undefined) return Number(seconds) * 1000;
  const [, day = "", month = "", year, hour, minute, second, zoneHour, zoneMinute] =
    MAIL_DATE.exec(text) ?? [];
  if (zoneHour !== undefined) {
    const number = String(MONTHS.indexOf(month) / 3 + 1).padStart(2, "0");
    const date = `${year}-${number}-${day.padStart(2, "0")}`;
    return dateMs(`${date}T${hour}:${minute}:${second}${zoneHour}:${zoneMinute}`);
  }
  return DATE.test(text) ? dateMs(text) : undefined;
}

function dateMs(text: string): number {
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction, zone = ""] =
    DATE.exec(text) ?? [];
  // A date alone would be taken as of UTC; and the 31st of February for a day in March.
  const date = `${year}-${month}-${day}`;
  if (new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date) return NaN;
  const offset = zone.replace(
    /^([+-]\d\d):?(\d\d)?$/,
    (_, hours, minutes = "00") => `${hours}:${minutes}`,
  );
  const part = fraction === undefined ? "" : `.${fraction.slice(0, 3)}`;
  return Date.parse(`${date}T${hour}:${minute}:${second}${part}${offset}`);
}
