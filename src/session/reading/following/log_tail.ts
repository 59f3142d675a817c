import fs from "node:fs";
import { type Line, MAX_LINE_BYTES } from "../../../storage/lines/line.ts";
import { readLinesBackwards } from "../../../storage/lines/lines_backwards.ts";
import { StorageError } from "../../../storage/errors.ts";
import { openRegularFile } from "../../../storage/open_file.ts";
import { isEvent } from "../decoding/decode_event.ts";
import { decodeLine } from "../decoding/decode_line.ts";
import type { SessionLogEvent } from "../../event.ts";
import type { FoundEvent } from "../find_events.ts";
import { recoverEvents } from "../decoding/recover_events.ts";

/** Yields the whole events of a log from the last to the first, reading no more than it is asked for. Throws StorageError. */
export function* readEventsBackwards(logPath: string): Generator<SessionLogEvent> {
  const descriptor = openRegularFile(logPath);
  try {
    yield* eventsBackwards(readLinesBackwards(descriptor, fs.fstatSync(descriptor).size), logPath);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The last whole event of a log; undefined for a log that is gone or empty. */
export function lastEventOf(logPath: string): SessionLogEvent | undefined {
  try {
    const [last] = readEventsBackwards(logPath);
    return last;
  } catch (error) {
    if (error instanceof StorageError) return undefined;
    throw error;
  }
}

/** The whole events of lines that are given from the last to the first. */
export function* eventsBackwards(
  lines: Iterable<Line>,
  logPath: string,
): Generator<SessionLogEvent> {
  let next: SessionLogEvent | undefined;
  const pending = new PendingEvents();
  for (const line of lines) {
    const event = decodeLine(line);
    if (isEvent(event)) {
      yield* pending.after(event.seq);
      yield next = event;
    } else pending.add(recoverEvents(line, logPath, { next }));
  }
  yield* pending.after(0);
}

/** Events of damaged lines, which have to wait for an undamaged one before them: only that tells whether theirs is the place. */
class PendingEvents {
  /** Newest first. */
  #events: SessionLogEvent[] = [];
  #chars = 0;

  /** Takes the events of the line before the last, in their order. What would need too much memory is left out. */
  add(found: readonly FoundEvent[]): void {
    for (const { event, text } of found.toReversed()) {
      this.#chars += text.length;
      if (this.#chars <= MAX_LINE_BYTES) this.#events.push(event);
    }
  }

  /** Gives those that rightly stand behind the event of that number, newest first, and forgets them all. */
  after(seq: number): SessionLogEvent[] {
    if (this.#events.length === 0) return [];
    let last = seq;
    const placed = this.#events.toReversed().filter((event) => {
      const isPlaced = event.seq > last;
      if (isPlaced) last = event.seq;
      return isPlaced;
    });
    this.#events = [];
    this.#chars = 0;
    return placed.toReversed();
  }
}
