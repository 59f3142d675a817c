import { LineReader, type SkipLine } from "../../storage/lines/line_reader.ts";
import { decodeEvent, isEvent } from "../reading/decoding/decode_event.ts";
import { gapOf, type LoggedGap } from "./omitted.ts";

/** A gap that is to be told now; `late` when events that stand behind it have been told already. */
export interface DueGap extends LoggedGap {
  readonly late: boolean;
}

// In the output of a command, its quotes would be escaped.
const SIGN = `"omitted_lines":`;

/**
 * Tells a reader of a log, event by event, where lines are missing. The log says so behind the place, at the end of the
 * step, so this reads ahead of it: up to a gigabyte a second, as it looks at hardly anything.
 */
export class GapFinder implements Disposable {
  readonly #logPath: string;
  #reader: LineReader;
  #ahead: LoggedGap[] = [];
  /** The last event that told of a gap. */
  #lastSeq = 0;
  #firstSeq: number | undefined;

  /** `start` as for {@link LineReader}. Throws StorageError when the log cannot be opened. */
  constructor(logPath: string, start?: number) {
    this.#logPath = logPath;
    this.#reader = new LineReader(logPath, start);
  }

  /** Reads on to the present end of the log. */
  readOn(): void {
    if (this.#reader.isReplaced || this.#reader.isCut) {
      this.#reader[Symbol.dispose]();
      this.#reader = new LineReader(this.#logPath);
    }
    for (const line of this.#reader.read(withoutSign())) {
      if (!line.text.includes(SIGN)) continue;
      const event = decodeEvent(line.text);
      const gap = isEvent(event) ? gapOf(event) : undefined;
      if (!gap || !isEvent(event) || event.seq <= this.#lastSeq) continue;
      this.#lastSeq = event.seq;
      this.#ahead.push(gap);
    }
  }

  /** What is missing before an event, and has not been told; `seq` is the number of the event that is told next. */
  due(seq: number): DueGap[] {
    const first = this.#firstSeq ??= seq;
    if (this.#ahead.length === 0) return [];
    const due = this.#ahead.filter(({ before }) => before <= seq);
    this.#ahead = this.#ahead.filter(({ before }) => before > seq);
    return due.filter(({ before }) => before >= first)
      .map((gap) => ({ ...gap, late: gap.before < seq }));
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }
}

/** Passes over whole lines without the sign: a block is looked through at once, not line by line. */
function withoutSign(): SkipLine {
  let seen: Buffer | undefined, next = -1;
  return (block, start, end) => {
    if (block !== seen || (next >= 0 && next < start)) {
      seen = block;
      next = block.indexOf(SIGN, start);
    }
    return next < 0 || next >= end;
  };
}
