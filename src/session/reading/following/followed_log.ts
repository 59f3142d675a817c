import { LineReader, type SkipLine } from "../../../storage/lines/line_reader.ts";
import type { SessionLogEvent } from "../../event.ts";
import type { EventMatcher } from "../event_filter.ts";
import { type EventBatch, readBatches } from "../log_batches.ts";
import { LogDecoder } from "../decoding/log_decoder.ts";
import { eventsBackwards } from "./log_tail.ts";
import type { DamagedLine } from "../decoding/recover_events.ts";
import { findTailStart } from "./tail_start.ts";

/** From where a log is followed, and who hears what is wrong with it. */
export interface FollowOptions {
  /** Bytes from the start of the log, where a line begins. Default: 0. */
  readonly start?: number;
  readonly skip?: SkipLine | undefined;
  readonly onDamage?: (line: DamagedLine) => void;
}

/** A log that is read as it grows, also when another file takes its place, as at a repair. */
export class FollowedLog implements Disposable {
  readonly #path: string;
  readonly #options: FollowOptions;
  #reader: LineReader;
  #decoder: LogDecoder;
  /** For the file that was there at first: what takes its place may have other numbers. */
  #skip: SkipLine | undefined;
  #last: SessionLogEvent | undefined;
  /** Of a log that is read anew: whether an event has been given before. Undefined from the first on that has not. */
  #isKnown: EventMatcher | undefined;

  /** Throws StorageError when the log cannot be opened. */
  constructor(path: string, options: FollowOptions) {
    this.#path = path;
    this.#options = options;
    this.#reader = new LineReader(path, options.start);
    this.#decoder = this.#newDecoder();
    this.#skip = options.skip;
  }

  /** The whole events that have been appended since. Throws StorageError. */
  *read(): Generator<EventBatch> {
    if (this.#reader.isCut) this.#readCut();
    for (const batch of readBatches(this.#reader, this.#decoder, this.#skip)) {
      const news = this.#isKnown ? this.#behindKnown(batch) : batch;
      this.#last = news.at(-1)?.event ?? this.#last;
      if (news.length > 0) yield news;
    }
  }

  /** Goes over to the file that has taken the log's place, if one has. What was in the old one must have been read. */
  reopen(): boolean {
    if (!this.#reader.isReplaced) return false;
    this.#readAnew(behindLastOf(eventsBackwards(this.#reader.readBackwards(), this.#path)));
    return true;
  }

  /** Tells of what stands behind the last newline of a log that has ended. */
  tellTorn(): void {
    this.#decoder.tellTorn(this.#reader.torn);
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }

  /** A writer who could not write all takes back what it wrote, and gives its numbers anew. */
  #readCut(): void {
    const last = this.#last;
    if (last) this.#readAnew((event) => event.seq <= last.seq);
    else this.#readAnew(undefined, findTailStart(this.#path, 0, () => true).offset);
  }

  #readAnew(isKnown: EventMatcher | undefined, start = 0): void {
    const successor = new LineReader(this.#path, start);
    this.#reader[Symbol.dispose]();
    this.#reader = successor;
    this.#skip = undefined;
    this.#isKnown = isKnown;
    this.#decoder = this.#newDecoder();
  }

  /** What is wrong with a line that has been read before has been told. */
  #newDecoder(): LogDecoder {
    return new LogDecoder(this.#path, (line) => {
      if (!this.#isKnown) this.#options.onDamage?.(line);
    });
  }

  #behindKnown(batch: EventBatch): EventBatch {
    const first = batch.findIndex(({ event }) => !this.#isKnown?.(event));
    if (first < 0) return [];
    this.#isKnown = undefined;
    return batch.slice(first);
  }
}

/**
 * In a file that took the place of another, whose events are given from the last on. Not by `seq`, which a repair gives anew:
 * it keeps times and order, and so an event has its place among those of its time.
 */
function behindLastOf(newestFirst: Iterable<SessionLogEvent>): EventMatcher | undefined {
  let lastTs: string | undefined, count = 0;
  for (const { ts } of newestFirst) {
    lastTs ??= ts;
    if (ts !== lastTs) break;
    count++;
  }
  if (lastTs === undefined) return undefined;
  const ts = lastTs;
  let met = 0;
  return (event) => event.ts < ts || (event.ts === ts && met++ < count);
}
