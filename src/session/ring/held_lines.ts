import { encodeOutput, type EventHead, type OutputBatch } from "../writing/encode_event.ts";

/** Lines that are held back from a log, with the time at which they came. */
export interface HeldBatch extends OutputBatch {
  readonly ts: string;
}

/** What was left out of the output: a line counts with its newline, in UTF-8. */
export interface Omitted {
  readonly lines: number;
  readonly bytes: number;
}

/** The last lines of a step or of an attempt at it whose log is full, and what is left out before them. */
export interface StepTail {
  readonly batches: readonly OutputBatch[];
  readonly omitted: Omitted;
}

/** About what an event's line has around its text, and for certain not more. */
const LEAST_EVENT_BYTES = 150;

/**
 * The last lines that came, in memory: enough of them to make `limitBytes` in a log, and not many more, however much goes
 * through. What falls out is counted and never encoded.
 */
export class HeldLines {
  readonly #limitBytes: number;
  #batches: HeldBatch[] = [];
  /** How much the batches make in a log at the least. */
  #leastBytes = 0;
  #lines = 0;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** All lines that have come. */
  get seen(): Omitted {
    return { lines: this.#lines, bytes: this.#bytes };
  }

  add(batch: HeldBatch): void {
    this.#lines += batch.lines.length;
    this.#bytes += sizeOfLines(batch.lines);
    // Of a chunk of short lines, most are out at once.
    const most = Math.ceil(this.#limitBytes / LEAST_EVENT_BYTES);
    const held = { ...batch, lines: batch.lines.slice(-most) };
    this.#batches.push(held);
    this.#leastBytes += leastBytesOf(held);
    for (let first = this.#batches[0]; first; first = this.#batches[0]) {
      const rest = this.#leastBytes - leastBytesOf(first);
      if (rest < this.#limitBytes || first === held) break;
      this.#batches.shift();
      this.#leastBytes = rest;
    }
  }

  /** The last of the `newest` lines that came, as many as make at most so many bytes in a log; at least one, if there is any. */
  last(newest = Infinity): HeldBatch[] {
    const chosen: HeldBatch[] = [];
    let room = this.#limitBytes, left = newest;
    for (const batch of this.#batches.toReversed()) {
      const { lines } = batch;
      const wanted = lines.slice(Math.max(0, lines.length - left));
      if (wanted.length === 0) break;
      const count = countOfLast(batch, wanted, room, chosen.length === 0);
      if (count > 0) chosen.unshift({ ...batch, lines: wanted.slice(wanted.length - count) });
      if (count < wanted.length) break;
      room -= encodedBytes(batch, wanted);
      left -= count;
    }
    return chosen;
  }
}

/** Both together. */
export function sumOf(a: Omitted, b: Omitted): Omitted {
  return { lines: a.lines + b.lines, bytes: a.bytes + b.bytes };
}

/** What lines take as text, each with its newline. */
export function sizeOfLines(lines: readonly string[]): number {
  return lines.length === 0 ? 0 : Buffer.byteLength(lines.join("\n")) + 1;
}

function countOfLast(
  batch: HeldBatch,
  lines: readonly string[],
  room: number,
  atLeastOne: boolean,
): number {
  if (encodedBytes(batch, lines) <= room) return lines.length;
  let count = 0, bytes = 0;
  for (const line of lines.toReversed()) {
    bytes += encodedBytes(batch, [line]);
    if (bytes > room) break;
    count++;
  }
  return count === 0 && atLeastOne ? 1 : count;
}

// As long as ids and numbers are.
const HEAD: Omit<EventHead, "ts"> = {
  seq: 10_000_000,
  zig_session_id: "01K00000000000000000000000",
};

function encodedBytes({ ts, stepName, stream }: HeldBatch, lines: readonly string[]): number {
  return Buffer.byteLength(encodeOutput({ ...HEAD, ts }, stepName, stream, lines));
}

function leastBytesOf({ stepName, lines }: HeldBatch): number {
  return lines.reduce((sum, line) => sum + line.length + LEAST_EVENT_BYTES + stepName.length, 0);
}
