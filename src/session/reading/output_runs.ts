import { isUtf8 } from "node:buffer";
import { SPARE_BYTES } from "../../runtime/kernel.ts";
import type { LinePasser } from "../../storage/lines/line_reader.ts";
import type { SessionLogEvent } from "../event.ts";
import { FREE_MEMORY, type OutputKernel, startOutputKernel } from "../kernel/output_kernel.ts";
import { MOST_HEAD_BYTES, type OutputHead, readHead } from "./output_heads.ts";

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

const NEWLINE = 0x0a, COMMA = 0x2c;
const BEGINNING = '{"seq":';

// In the kernel's memory: two heads, and the block.
const SLOT_BYTES = MOST_HEAD_BYTES + SPARE_BYTES, BLOCK = FREE_MEMORY + 2 * SLOT_BYTES;

/**
 * Passes over lines of output that are events for certain, by their bytes and many times as fast as they can be decoded, and
 * tells of them in runs. Whatever is written in any other way is left to be decoded.
 */
export class OutputRuns implements LinePasser {
  readonly #onRun: (run: OutputRun) => void;
  readonly #isWanted: (event: OutputRun["event"]) => boolean;
  /** The one that was met last comes first: stdout and stderr come by turns. */
  readonly #slots: [HeadSlot, HeadSlot] = [
    { address: FREE_MEMORY, head: undefined },
    { address: FREE_MEMORY + SLOT_BYTES, head: undefined },
  ];
  #block: Buffer = Buffer.alloc(0);
  #offset = 0;
  /** Behind the last whole line of the block; 0 where it is no UTF-8, undefined as long as nobody has looked. */
  #end: number | undefined;

  /** `isWanted` says, by everything but its number and text, whether a line is to be passed over. */
  constructor(
    onRun: (run: OutputRun) => void,
    isWanted: (event: OutputRun["event"]) => boolean = () => true,
  ) {
    this.#onRun = onRun;
    this.#isWanted = isWanted;
  }

  enter(block: Buffer, offset: number): void {
    this.#block = block;
    this.#offset = offset;
    this.#end = undefined;
  }

  pass(start: number): number {
    kernel ??= startOutputKernel();
    if (!kernel) return start;
    for (let at = start;;) {
      // Whoever was told of a run may have read another log meanwhile.
      const isLoaded = holder === this || this.#end === 0;
      if (this.#end === undefined || !isLoaded) this.#load(kernel, at);
      const end = this.#end ?? 0, next = at < end ? this.#passRun(kernel, at, end) : at;
      if (next === at) return at;
      at = next;
    }
  }

  #load(kernel: OutputKernel, start: number): void {
    const block = this.#block;
    this.#end = endOfLines(block, start);
    if (this.#end === 0) return;
    const memory = kernel.memory(BLOCK + block.length + SPARE_BYTES);
    memory.set(block, BLOCK);
    for (const { head, address } of this.#slots) if (head) memory.set(head.bytes, address);
    holder = this;
  }

  /** Behind the lines of one head that begin there; where they begin for a line that has to be decoded. */
  #passRun(kernel: OutputKernel, at: number, end: number): number {
    const [newest, other] = this.#slots;
    let next = this.#passWith(newest, kernel, at, end);
    if (next > at) return next;
    next = this.#passWith(other, kernel, at, end);
    if (next === at) {
      const head = this.#headAt(at, end);
      if (!head) return at;
      other.head = head;
      kernel.memory(BLOCK).set(head.bytes, other.address);
      next = this.#passWith(other, kernel, at, end);
    }
    this.#slots.reverse();
    return next;
  }

  #passWith({ head, address }: HeadSlot, kernel: OutputKernel, at: number, end: number): number {
    if (!head) return at;
    const { functions } = kernel, { length } = head;
    const next = functions.pass(BLOCK + at, BLOCK + end, address, length) - BLOCK;
    if (next > at) this.#emit(head, functions.first.value, functions.count.value, at, next);
    return next;
  }

  #headAt(at: number, end: number): OutputHead | undefined {
    const block = this.#block, comma = block.indexOf(COMMA, at + BEGINNING.length);
    const head = comma < 0 ? undefined : readHead(block, comma, end);
    return head && this.#isWanted(head.event) ? head : undefined;
  }

  #emit(head: OutputHead, seq: number, count: number, start: number, end: number): void {
    const block = this.#block, event = { ...head.event, seq };
    const lastLines = (wanted: number) => {
      let first = wanted >= count ? start : end;
      for (let line = 0; line < wanted && first > start; line++) {
        first = block.lastIndexOf(NEWLINE, first - 2) + 1;
      }
      return block.subarray(Math.max(first, start), end);
    };
    const texts = () => textsOf(lastLines(count), head);
    this.#onRun({ event, count, offset: this.#offset + start, lastLines, texts });
  }
}

// One for all, since a new one takes a millisecond; whose block and heads are in its memory.
let kernel: OutputKernel | undefined, holder: OutputRuns | undefined;

/** A head and where it stands in the kernel's memory. */
interface HeadSlot {
  readonly address: number;
  head: OutputHead | undefined;
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
