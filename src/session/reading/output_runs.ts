import { isUtf8 } from "node:buffer";
import type { LinePasser } from "../../storage/line_reader.ts";
import type { SessionLogEvent } from "../event.ts";
import { type OutputHead, readHead } from "./output_heads.ts";

/** Lines of output that stand behind each other, were recorded together, and differ in their number and text alone. */
export interface OutputRun {
  /** The first of them, but for its text. */
  readonly event: Extract<SessionLogEvent, { type: "step_output" }>;
  /** Their numbers follow each other. */
  readonly count: number;
  /** Bytes from the start of the log to the first of them. */
  readonly offset: number;
  /** The last lines, as they stand in the log, or all there are; valid until the next run. */
  lastLines(count: number): Buffer;
  /** What they say, in their order. As long as {@link lastLines} is valid. */
  texts(): string[];
}

/** The last of the lines, but for its text. */
export function lastOf({ event, count }: OutputRun): OutputRun["event"] {
  return { ...event, seq: event.seq + count - 1 };
}

const NEWLINE = 0x0a, QUOTE = 0x22, BACKSLASH = 0x5c, CLOSE_BRACE = 0x7d, COMMA = 0x2c;
const ZERO = 0x30, NINE = 0x39, SPACE = 0x20, LETTER_U = 0x75;
const BEGINNING = Buffer.from('{"seq":');
const MOST_DIGITS = 15;
/** What may stand behind a backslash, but for `u`. */
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

/**
 * Passes over lines of output that are events for certain, by their bytes and many times as fast as they can be decoded, and
 * tells of them in runs. Whatever is written in any other way is left to be decoded.
 */
export class OutputRuns implements LinePasser {
  private readonly onRun: (run: OutputRun) => void;
  private readonly isWanted: (event: OutputRun["event"]) => boolean;
  /** Those that were met last: stdout and stderr come by turns. */
  private newest: OutputHead | undefined;
  private other: OutputHead | undefined;
  private block: Buffer = Buffer.alloc(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private offset = 0;
  /** Behind the last whole line of the block; 0 where it is no UTF-8, undefined as long as nobody has looked. */
  private end: number | undefined;
  // Of the line that was read last.
  private seq = 0;
  private head: OutputHead | undefined;

  /** `isWanted` says, by everything but its number and text, whether a line is to be passed over. */
  constructor(
    onRun: (run: OutputRun) => void,
    isWanted: (event: OutputRun["event"]) => boolean = () => true,
  ) {
    this.onRun = onRun;
    this.isWanted = isWanted;
  }

  enter(block: Buffer, offset: number): void {
    this.block = block;
    this.view = new DataView(block.buffer, block.byteOffset, block.length);
    this.offset = offset;
    this.end = undefined;
  }

  pass(start: number): number {
    const limit = this.end ??= endOfLines(this.block, start);
    let at = start, first = start, count = 0, firstSeq = 0, head: OutputHead | undefined;
    for (;;) {
      const end = at < limit ? this.lineEnd(at, limit) : -1;
      const goesOn = end >= 0 && this.head === head && this.seq === firstSeq + count;
      if (!goesOn) {
        if (head && count > 0) this.tell(head, firstSeq, count, first, at);
        if (end < 0) return at;
        [head, firstSeq, count, first] = [this.head, this.seq, 0, at];
      }
      count++;
      at = end;
    }
  }

  private tell(head: OutputHead, seq: number, count: number, start: number, end: number): void {
    const block = this.block, event = { ...head.event, seq };
    const lastLines = (wanted: number) => {
      let first = wanted >= count ? start : end;
      for (let line = 0; line < wanted && first > start; line++) {
        first = block.lastIndexOf(NEWLINE, first - 2) + 1;
      }
      return block.subarray(Math.max(first, start), end);
    };
    const texts = () => textsOf(lastLines(count), head);
    this.onRun({ event, count, offset: this.offset + start, lastLines, texts });
  }

  /** Behind the newline of the line that begins there; -1 for one that has to be decoded. */
  private lineEnd(start: number, limit: number): number {
    const block = this.block, digits = start + BEGINNING.length;
    for (let index = 0; index < BEGINNING.length; index++) {
      if (block[start + index] !== BEGINNING[index]) return -1;
    }
    let at = digits, seq = 0;
    for (; at < digits + MOST_DIGITS; at++) {
      const byte = block[at] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      seq = 10 * seq + byte - ZERO;
    }
    if (block[digits] === ZERO || at === digits || block[at] !== COMMA) return -1;
    const head = this.headAt(at, limit);
    if (!head) return -1;
    this.seq = seq;
    this.head = head;
    return this.textEnd(at + head.length);
  }

  private headAt(start: number, limit: number): OutputHead | undefined {
    const { newest, other } = this;
    if (newest && this.isAt(newest, start, limit)) return newest;
    const known = other && this.isAt(other, start, limit);
    const head = known ? other : readHead(this.block, start, limit);
    if (!head || !this.isWanted(head.event)) return undefined;
    this.other = newest;
    this.newest = head;
    return head;
  }

  private isAt(head: OutputHead, start: number, limit: number): boolean {
    return start + head.length <= limit && head.isAt(this.view, start);
  }

  /** Behind the newline of the line whose text begins there; -1 where the text, or what stands behind it, is unusual. */
  private textEnd(start: number): number {
    const block = this.block;
    for (let at = start;; at++) {
      const byte = block[at] ?? 0;
      if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) continue;
      if (byte === QUOTE) {
        return block[at + 1] === CLOSE_BRACE && block[at + 2] === NEWLINE ? at + 3 : -1;
      }
      if (byte !== BACKSLASH) return -1;
      const escaped = block[++at] ?? 0;
      if (ESCAPED.has(escaped)) continue;
      if (escaped !== LETTER_U || !isControl(block, at + 1)) return -1;
      at += 4;
    }
  }
}

/** Each a string of its own: a part of a long one would keep that in memory. */
function textsOf(lines: Buffer, { length }: OutputHead): string[] {
  const texts: string[] = [];
  for (let start = 0, end; start < lines.length; start = end + 1) {
    end = lines.indexOf(NEWLINE, start);
    // Behind the number, which has no comma in it.
    const textStart = lines.indexOf(COMMA, start) + length;
    const written = lines.toString("utf8", textStart, end - TAIL.length);
    texts.push(written.includes("\\") ? JSON.parse(`"${written}"`) as string : written);
  }
  return texts;
}

const TAIL = `"}`;

/** Behind the last whole line of a block; 0 where the lines from `start` on are no UTF-8. */
function endOfLines(block: Buffer, start: number): number {
  const end = block.lastIndexOf(NEWLINE) + 1;
  return end > start && isUtf8(block.subarray(start, end)) ? end : 0;
}

/** Whether four digits stand there as writers escape a control character: `00`, `0` or `1`, and one in lower case. */
function isControl(block: Buffer, at: number): boolean {
  const third = block[at + 2] ?? 0, last = block[at + 3] ?? 0;
  return block[at] === ZERO && block[at + 1] === ZERO && (third === ZERO || third === ZERO + 1) &&
    ((last >= ZERO && last <= NINE) || (last >= 0x61 && last <= 0x66));
}
