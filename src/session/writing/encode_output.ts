import { encodeEvent, type EventHead } from "./encode_event.ts";
import type { OutputStream } from "../event.ts";
import { SPARE_BYTES } from "../../runtime/kernel.ts";
import { FREE_MEMORY, type OutputKernel, startOutputKernel } from "../kernel/output_kernel.ts";

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

let kernel: OutputKernel | undefined;
let bytesByText = 0;

/**
 * The `step_output` events of blocks, in lines as `encodeEvent` makes them; it stops at the first line that reaches
 * `limitBytes`. This is the hot path of recording.
 */
export function encodeBlocks(
  head: EventHead,
  blocks: readonly OutputBlock[],
  limitBytes: number,
): EncodedOutput {
  if (!kernel) {
    bytesByText += blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (bytesByText > KERNEL_FROM_BYTES) kernel = startOutputKernel();
  }
  return kernel
    ? encodeInKernel(kernel, head, blocks, limitBytes)
    : encodeByText(head, blocks, limitBytes);
}

/** It takes a millisecond to start one, and most commands have little to say. */
const KERNEL_FROM_BYTES = 2048;

/** {@link encodeBlocks}, ten and more times as slow, where there is no kernel. */
export function encodeByText(
  head: EventHead,
  blocks: readonly OutputBlock[],
  limitBytes: number,
): EncodedOutput {
  const made: Buffer[] = [];
  let filled = 0, taken = 0;
  for (const { stepName: step_name, stream, bytes } of blocks) {
    for (let start = 0; start < bytes.length && filled < limitBytes;) {
      const end = bytes.indexOf(NEWLINE, start);
      const line = Buffer.from(bytes.subarray(start, end)).toString();
      const seq = head.seq + made.length;
      const event = encodeEvent({ ...head, seq }, { type: "step_output", step_name, stream, line });
      filled += made[made.push(Buffer.from(event)) - 1]?.length ?? 0;
      taken += end + 1 - start;
      start = end + 1;
    }
  }
  return { log: Buffer.concat(made), count: made.length, taken };
}

const NEWLINE = 0x0a;
/** A byte becomes at most `\u00xx`. */
const MOST_ESCAPED = 6;
/** More than the number of an event and its end. */
const NUMBER_AND_END_BYTES = 32;
const EVENT_END = '"}\n';

/** {@link encodeBlocks}. In the kernel's memory are the log that is made, the head of its next line, and the lines as they came. */
export function encodeInKernel(
  kernel: OutputKernel,
  head: EventHead,
  blocks: readonly OutputBlock[],
  limitBytes: number,
): EncodedOutput {
  const { functions } = kernel;
  let end = FREE_MEMORY, count = 0, taken = 0;
  for (const { stepName: step_name, stream, bytes } of blocks) {
    const limit = FREE_MEMORY + limitBytes;
    if (end >= limit) break;
    const seq = head.seq + count;
    const kind = { type: "step_output", step_name, stream, line: "" } as const;
    const before = Buffer.from(encodeEvent({ ...head, seq }, kind).slice(0, -EVENT_END.length));
    const lineBytes = before.length + MOST_ESCAPED * bytes.length + NUMBER_AND_END_BYTES;
    // Behind the limit there is at most the line that reaches it.
    const begin = limit + lineBytes + SPARE_BYTES;
    const from = begin + before.length + NUMBER_AND_END_BYTES, behind = from + bytes.length;
    const memory = kernel.memory(behind + SPARE_BYTES), digits = String(seq).length;
    memory.set(before, begin);
    memory.set(bytes, from);
    end = functions.encode(from, behind, end, limit, begin, begin + before.length, digits);
    count += functions.count.value;
    taken += functions.taken.value;
    if (functions.taken.value < bytes.length) break;
  }
  return { log: kernel.memory(end).subarray(FREE_MEMORY, end), count, taken };
}
