import { UsageError } from "./errors.ts";
import { parseDuration } from "./values/parse_duration.ts";
import { parseSize } from "./values/parse_size.ts";

/** Reads how long a recorded line may be; returns bytes. Throws UsageError, which calls it `name`. */
export function parseMaxLine(text: string, name: string): number {
  const bytes = parseSize(text);
  // At least one character of UTF-8, and at most what a reader takes for one line when each byte is escaped as \u00xx.
  if (bytes < 4 || bytes > 2 << 20) {
    throw new UsageError(`${name} is 4 bytes to 2MiB, not "${text}".`);
  }
  return bytes;
}

/** Reads the time between signs of life; returns seconds. Throws UsageError, which calls it `name`. */
export function parseHeartbeat(text: string, name: string): number {
  const seconds = parseDuration(text);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 86400) {
    throw new UsageError(`${name} is whole seconds from 1s to 1d, not "${text}".`);
  }
  return seconds;
}

/** Reads the size of a log from which on output is left out, or `none`; returns bytes. Throws UsageError, which calls it `name`. */
export function parseMaxLog(text: string, name: string): number {
  if (text === "none") return Infinity;
  const bytes = parseSize(text);
  if (bytes > 0) return bytes;
  throw new UsageError(`${name} is a size from 1 byte on, or none, not "${text}".`);
}

/** Reads how much of a disk is left to others, or `none`; returns bytes. Throws UsageError. */
export function parseMinFree(text: string): number {
  return text === "none" ? 0 : parseSize(text);
}
