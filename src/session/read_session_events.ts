import { LineReader } from "../storage/line_reader.ts";
import { decodeEvent, isEvent } from "./decode_event.ts";
import type { SessionLogEvent } from "./event.ts";

/** A line of a log that is no event. */
export interface DamagedLine {
  /** Bytes from the start of the log. */
  readonly offset: number;
  readonly fault: string;
}

/**
 * Yields every whole event of a log, in order, as it is read; memory does not grow with the log. What is not an event
 * goes to `onDamage` and is left out. Throws StorageError when the log cannot be opened.
 */
export function* readSessionEvents(
  logPath: string,
  onDamage: (line: DamagedLine) => void = () => {},
): Generator<SessionLogEvent> {
  using reader = new LineReader(logPath);
  yield* decodeLines(reader, onDamage);
  const { torn } = reader;
  if (torn) onDamage({ offset: torn.offset, fault: "torn: it has no newline" });
}

/** The events among the lines that `reader` has not given yet. */
export function* decodeLines(
  reader: LineReader,
  onDamage: (line: DamagedLine) => void,
): Generator<SessionLogEvent> {
  for (const { text, offset } of reader.read()) {
    const event = decodeEvent(text);
    if (isEvent(event)) yield event;
    else onDamage({ offset, fault: event.fault });
  }
}
