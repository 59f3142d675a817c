import { collectGarbage } from "../../runtime/collect_garbage.ts";
import { LineReader, type SkipLine } from "../../storage/lines/line_reader.ts";
import type { SessionLogEvent } from "../event.ts";
import { isEvent } from "./decoding/decode_event.ts";
import { LogDecoder } from "./decoding/log_decoder.ts";
import type { DamagedLine } from "./decoding/recover_events.ts";

/** An event, and its JSON as it stands in the log, without the newline. */
export interface LoggedEvent {
  readonly event: SessionLogEvent;
  readonly text: string;
}

/** Events that were read together, in order; never none. */
export type EventBatch = readonly LoggedEvent[];

/** Which part of a log is read, and who hears what is wrong with it. */
export interface BatchOptions {
  /** Bytes from the start of the log, where a line begins. Default: 0. */
  readonly start?: number;
  readonly skip?: SkipLine | undefined;
  /** Whether what stands behind the last newline is damage, and not an event that is being written. Default: no. */
  readonly isOver?: () => boolean;
  readonly onDamage?: (line: DamagedLine) => void;
}

const BATCH_CHARS = 1 << 18;
/** Of lines that are long by themselves. */
const LONG_LINE_CHARS = 1 << 18, COLLECT_CHARS = 8 << 20;

/**
 * Yields the whole events of a log as it is now, in batches that bound the memory. What is not an event goes to `onDamage`.
 * Throws StorageError when the log cannot be opened.
 */
export function* readEventBatches(
  logPath: string,
  { start, skip, isOver = () => false, onDamage = () => {} }: BatchOptions = {},
): Generator<EventBatch> {
  using reader = new LineReader(logPath, start);
  const decoder = new LogDecoder(logPath, onDamage);
  yield* readBatches(reader, decoder, skip);
  if (reader.torn && isOver()) decoder.tellTorn(reader.torn);
}

/** The events between where a reader stands and the end of its log. A batch ends at the end of the session too. */
export function* readBatches(
  reader: LineReader,
  decoder: LogDecoder,
  skip?: SkipLine,
): Generator<EventBatch> {
  let batch: LoggedEvent[] = [], chars = 0, longChars = 0;
  for (const logged of readEvents(reader, decoder, skip)) {
    batch.push(logged);
    const { length } = logged.text;
    chars += length;
    if (length > LONG_LINE_CHARS) longChars += length;
    if (chars >= BATCH_CHARS || logged.event.type === "zig_session_ended") {
      yield batch;
      batch = [];
      chars = 0;
      if (longChars < COLLECT_CHARS) continue;
      longChars = 0;
      collectGarbage();
    }
  }
  if (batch.length > 0) yield batch;
}

function* readEvents(
  reader: LineReader,
  decoder: LogDecoder,
  skip: SkipLine | undefined,
): Generator<LoggedEvent> {
  for (const line of reader.read(skip)) {
    const event = decoder.decode(line);
    if (isEvent(event)) yield { event, text: line.text };
    else yield* decoder.recover(line, event);
  }
}
