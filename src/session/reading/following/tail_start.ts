import { LineReader } from "../../../storage/lines/line_reader.ts";
import { isEvent } from "../decoding/decode_event.ts";
import { decodeLine } from "../decoding/decode_line.ts";
import type { EventMatcher } from "../event_filter.ts";
import { readEventBatches } from "../log_batches.ts";

/** Where to begin to read for the last events of a log. */
export interface TailStart {
  /** Bytes from the start of the log. */
  readonly offset: number;
  /** How many that match are to be left out from there: those of damaged lines are not seen from behind. */
  readonly surplus: number;
}

/**
 * Finds where the last `count` events that match begin, reading the log from its end. With 0 that is behind the last whole
 * line. Memory does not grow with `count`. Throws StorageError.
 */
export function findTailStart(logPath: string, count: number, matches: EventMatcher): TailStart {
  const { offset, isDamaged } = scanBackwards(logPath, count, matches);
  return { offset, surplus: isDamaged ? surplusFrom(logPath, offset, count, matches) : 0 };
}

function scanBackwards(logPath: string, count: number, matches: EventMatcher) {
  using reader = new LineReader(logPath);
  let found = 0, isDamaged = false;
  for (const line of reader.readBackwards()) {
    if (count === 0) return { offset: line.offset + line.length + 1, isDamaged };
    const event = decodeLine(line);
    if (!isEvent(event)) isDamaged = true;
    else if (matches(event) && ++found === count) return { offset: line.offset, isDamaged };
  }
  return { offset: 0, isDamaged };
}

function surplusFrom(
  logPath: string,
  start: number,
  count: number,
  matches: EventMatcher,
): number {
  let found = 0;
  for (const batch of readEventBatches(logPath, { start })) {
    for (const { event } of batch) if (matches(event)) found++;
  }
  return Math.max(0, found - count);
}
