import { LineReader } from "../../storage/lines/line_reader.ts";
import { isEvent } from "./decoding/decode_event.ts";
import { eventMatcher } from "./event_filter.ts";
import { LogDecoder } from "./decoding/log_decoder.ts";
import { lastOf, OutputRuns } from "./output_runs.ts";
import { type EventSelection, selectEvents } from "./select_events.ts";

/** How many events selectEvents() yields, without decoding most output. Throws StorageError. */
export function countEvents(
  logPath: string,
  selection: EventSelection,
): number {
  const { filter, first, last, isOver = () => false, onDamage = () => {} } = selection;
  const parts = [first, last, filter.afterSeq, filter.beforeSeq];
  let count = 0;
  // A part of a run can be wanted.
  if (parts.some((part) => part !== undefined)) {
    for (const batch of selectEvents(logPath, selection)) count += batch.length;
    return count;
  }
  const matches = eventMatcher(filter);
  using reader = new LineReader(logPath);
  const decoder = new LogDecoder(logPath, onDamage);
  const runs = new OutputRuns((run) => {
    decoder.passOver(lastOf(run));
    if (matches(run.event)) count += run.count;
  });
  for (const line of reader.read(undefined, runs)) {
    const decoded = decoder.decode(line);
    const events = isEvent(decoded)
      ? [decoded]
      : decoder.recover(line, decoded).map(({ event }) => event);
    count += events.filter(matches).length;
  }
  if (reader.torn && isOver()) decoder.tellTorn(reader.torn);
  return count;
}
