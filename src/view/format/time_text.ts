const MINUTE_MS = 60_000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS;

/** How long ago a moment of a log was: "3m ago"; empty from a day on, in the future, and when it cannot be read. */
export function agoText(ts: string, nowMs: number): string {
  const ageMs = nowMs - Date.parse(ts);
  if (!(ageMs >= 0 && ageMs < DAY_MS)) return "";
  if (ageMs < MINUTE_MS) return `${Math.floor(ageMs / 1000)}s ago`;
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)}m ago`;
  return `${Math.floor(ageMs / HOUR_MS)}h ago`;
}

/** A moment of a log in at most 12 columns: "3m ago", "Nov 20 14:05" in this year, "2025-11-20" before; local time. */
export function shortTimeText(ts: string, nowMs: number): string {
  const ago = agoText(ts, nowMs);
  const date = new Date(ts);
  if (ago || Number.isNaN(date.getTime())) return ago || "?";
  if (date.getFullYear() !== new Date(nowMs).getFullYear()) return dayText(date);
  return `${MONTHS[date.getMonth()]} ${two(date.getDate())} ${clockText(date)}`;
}

/** A moment of a log in full, in local time: "2026-11-22 10:46:05", with "(3m ago)" when it is of the last day. */
export function fullTimeText(ts: string, nowMs: number): string {
  const date = new Date(ts);
  if (Number.isNaN(date.getTime())) return "?";
  const ago = agoText(ts, nowMs);
  return `${dayText(date)} ${clockText(date)}:${two(date.getSeconds())}${ago && ` (${ago})`}`;
}

/** A moment of a log to the millisecond, in local time: "2026-11-22 10:46:05.123". */
export function momentText(ts: string): string {
  const date = new Date(ts);
  return Number.isNaN(date.getTime()) ? "?" : `${dayText(date)} ${clockTimeText(ts)}`;
}

/** The time of day of a moment of a log, to the millisecond, in local time: "10:46:05.123". */
export function clockTimeText(ts: string): string {
  const date = new Date(ts);
  if (Number.isNaN(date.getTime())) return "?";
  const milliseconds = String(date.getMilliseconds()).padStart(3, "0");
  return `${clockText(date)}:${two(date.getSeconds())}.${milliseconds}`;
}

const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
] as const;

function dayText(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function clockText(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
