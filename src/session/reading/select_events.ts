import { type EventFilter, eventMatcher } from "./event_filter.ts";
import { type EventBatch, type LoggedEvent, readEventBatches } from "./log_batches.ts";
import type { DamagedLine } from "./decoding/recover_events.ts";
import { skipBySeq } from "./skip_by_seq.ts";
import { findTailStart } from "./following/tail_start.ts";

/** Which events of a log are selected. */
export interface EventSelection {
  readonly filter: EventFilter;
  /** No more than so many of those that match, from the first or from the last on. */
  readonly first?: number | undefined;
  readonly last?: number | undefined;
  /** Whether nothing more is written to the log, so that a torn last line is damage. Default: no. */
  readonly isOver?: () => boolean;
  readonly onDamage?: (line: DamagedLine) => void;
}

/**
 * Yields the selected events of a log as it is now, in order, without reading much more of it than needed; memory grows
 * neither with the log nor with the selection. What is not an event goes to `onDamage`. Throws StorageError.
 */
export function* selectEvents(
  logPath: string,
  { filter, first = Infinity, last, ...reading }: EventSelection,
): Generator<EventBatch> {
  const matches = eventMatcher(filter);
  const tail = last === undefined ? undefined : findTailStart(logPath, last, matches);
  let left = Math.min(first, last ?? Infinity), surplus = tail?.surplus ?? 0;
  if (left === 0) return;
  const isWanted = ({ event }: LoggedEvent) => matches(event) && surplus-- <= 0;
  const options = { ...reading, start: tail?.offset ?? 0, skip: seqSkip(filter) };
  for (const batch of readEventBatches(logPath, options)) {
    const wanted = batch.filter(isWanted).slice(0, left);
    if (wanted.length > 0) yield wanted;
    left -= wanted.length;
    if (left === 0) return;
  }
}

function seqSkip({ afterSeq, beforeSeq }: EventFilter) {
  return afterSeq === undefined && beforeSeq === undefined
    ? undefined
    : skipBySeq(afterSeq ?? -1, beforeSeq ?? Infinity);
}
