import { encodeEvent, type EventHead } from "./encode_event.ts";
import type { OutputStream } from "./event.ts";

/** Lines of one stream as bytes, to be logged as one event each. */
export interface OutputBlock {
  readonly stepName: string;
  readonly stream: OutputStream;
  /** Whole lines of UTF-8, each with its `\n`. */
  readonly bytes: Uint8Array;
}

/** What {@link encodeBlocks} has made. */
export interface EncodedOutput {
  /** Whole lines of the log; good until the next call. */
  readonly log: Uint8Array;
  /** How many lines they are. */
  readonly count: number;
  /** How many bytes of the blocks are in them. */
  readonly taken: number;
}

/**
 * The `step_output` events of blocks, byte by byte, in lines as `encodeEvent` makes them; it stops at the first line that
 * reaches `limitBytes`. This is the hot path of recording: by way of strings it takes three to seven times as long.
 */
export function encodeBlocks(
  head: EventHead,
  blocks: readonly OutputBlock[],
  limitBytes: number,
): EncodedOutput {
  let filled = 0, count = 0, taken = 0;
  for (const block of blocks) {
    const done = encodeLines({ ...head, seq: head.seq + count }, block, filled, limitBytes);
    filled = done.filled;
    count += done.count;
    taken += done.taken;
    if (done.taken < block.bytes.length) break;
  }
  return { log: buffer.subarray(0, filled), count, taken };
}

const NEWLINE = 0x0a, QUOTE = 0x22, BACKSLASH = 0x5c, DIGIT = 0x30;
/** A byte becomes at most `\u00xx`. */
const MOST_ESCAPED = 6;
/** More than the number of an event and its end. */
const NUMBER_AND_END_BYTES = 32;
const SEQ_HEAD = Buffer.from('{"seq":'), EVENT_END = Buffer.from('"}\n');

/** What stands for a byte behind a backslash; 0 for a byte that stays as it is, 1 for one without a letter. */
const ESCAPES = new Uint8Array(256).fill(1, 0, 0x20);
for (const [byte, letter] of [[8, "b"], [9, "t"], [10, "n"], [12, "f"], [13, "r"]] as const) {
  ESCAPES[byte] = letter.charCodeAt(0);
}
ESCAPES[QUOTE] = QUOTE;
ESCAPES[BACKSLASH] = BACKSLASH;

/** Made once for all: a new one for each chunk would be most of what the garbage collector has to do. */
let buffer = new Uint8Array(0);

function reserve(filled: number, bytes: number): void {
  if (buffer.length >= bytes) return;
  const larger = new Uint8Array(bytes);
  larger.set(buffer.subarray(0, filled));
  buffer = larger;
}

function encodeLines(
  head: EventHead,
  { stepName, stream, bytes }: OutputBlock,
  start: number,
  limitBytes: number,
) {
  const empty = encodeEvent(head, { type: "step_output", step_name: stepName, stream, line: "" });
  const before = Buffer.from(empty.slice(`{"seq":${head.seq}`.length, -EVENT_END.length));
  // Behind the limit there is at most the line that reaches it.
  const lineBytes = before.length + MOST_ESCAPED * bytes.length + NUMBER_AND_END_BYTES;
  reserve(start, limitBytes + lineBytes);
  const out = buffer, escapes = ESCAPES, { length } = bytes;
  let at = 0, filled = start, seq = head.seq;
  while (at < length && filled < limitBytes) {
    out.set(SEQ_HEAD, filled);
    filled = writeNumber(out, filled + SEQ_HEAD.length, seq++);
    out.set(before, filled);
    filled += before.length;
    for (;;) {
      const byte = bytes[at++] as number, escape = escapes[byte] as number;
      if (escape === 0) out[filled++] = byte;
      else if (byte === NEWLINE) break;
      else filled = writeEscape(out, filled, byte, escape);
    }
    out.set(EVENT_END, filled);
    filled += EVENT_END.length;
  }
  return { filled, count: seq - head.seq, taken: at };
}

function writeEscape(out: Uint8Array, at: number, byte: number, escape: number): number {
  out[at] = BACKSLASH;
  if (escape !== 1) {
    out[at + 1] = escape;
    return at + 2;
  }
  out.set(Buffer.from(`u00${byte.toString(16).padStart(2, "0")}`), at + 1);
  return at + MOST_ESCAPED;
}

function writeNumber(out: Uint8Array, at: number, number: number): number {
  let digits = 1;
  for (let power = 10; number >= power; power *= 10) digits++;
  for (let rest = number, place = at + digits - 1; place >= at; place--) {
    out[place] = DIGIT + rest % 10;
    rest = Math.floor(rest / 10);
  }
  return at + digits;
}
