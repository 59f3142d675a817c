import fs from "node:fs";
import type { LinePasser } from "./line_reader.ts";

/** A line of a file as bytes, and where it stands. */
export interface RawLine {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** With its newline. */
  readonly bytes: number;
  /** Without its newline, valid until the next line is asked for; undefined for a line that is too long to hold. */
  readonly content: Buffer | undefined;
  /** Whether it ends with a newline: only the last line of a file may not. */
  readonly whole: boolean;
}

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 20;

/**
 * Yields the lines among the first `size` bytes of an open file. The memory is bounded by `maxLineBytes`, whatever the
 * file holds. Those that `passer` takes are left out. Throws the system's error.
 */
export function* readRawLines(
  descriptor: number,
  size: number,
  maxLineBytes: number,
  passer?: LinePasser,
): Generator<RawLine> {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  const begun = new BegunLine(maxLineBytes);
  for (let position = 0; position < size;) {
    const count = fs.readSync(
      descriptor,
      block,
      0,
      Math.min(BLOCK_BYTES, size - position),
      position,
    );
    if (count === 0) break;
    passer?.enter(block.subarray(0, count), position);
    let start = 0;
    for (;;) {
      if (passer && begun.bytes === 0) start = passer.pass(start);
      const newline = block.indexOf(NEWLINE, start);
      if (newline < 0 || newline >= count) break;
      const offset = position + start - begun.bytes;
      const bytes = begun.bytes + newline + 1 - start;
      yield { offset, bytes, content: begun.end(block.subarray(start, newline)), whole: true };
      start = newline + 1;
    }
    begun.add(block.subarray(start, count));
    position += count;
  }
  const { bytes } = begun;
  if (bytes === 0) return;
  yield { offset: size - bytes, bytes, content: begun.end(Buffer.alloc(0)), whole: false };
}

/** What has been read of a line that goes on in the next block. */
class BegunLine {
  bytes = 0;
  #parts: Buffer[] = [];

  constructor(readonly maxBytes: number) {}

  add(part: Buffer): void {
    if (part.length === 0) return;
    this.bytes += part.length;
    // A copy, because the block is filled anew.
    if (this.bytes <= this.maxBytes) this.#parts.push(Buffer.from(part));
    else this.#parts = [];
  }

  /** The line whole, and nothing begun any more. */
  end(rest: Buffer): Buffer | undefined {
    const length = this.bytes + rest.length;
    const content = this.bytes === 0 ? rest : Buffer.concat([...this.#parts, rest]);
    this.bytes = 0;
    this.#parts = [];
    return length <= this.maxBytes ? content : undefined;
  }
}
