import fs from "node:fs";
import { MAX_LINE_BYTES } from "./line.ts";
import { attemptRead, openRegularFile } from "../open_file.ts";

/** Whole lines of a file that were read together. */
export interface LineBlock {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Without the last newline; valid until the next block is asked for. */
  readonly bytes: Buffer;
}

/** What a file has behind its last newline, and whether a line was too long to be held. */
export interface FileRest {
  readonly tornBytes: number;
  readonly tooLong: boolean;
}

const NEWLINE = 0x0a;
// More gains nothing, and less costs more calls: see tests/bench/README.md.
const BLOCK_BYTES = 1 << 20;

/** Reads files in blocks of whole lines, one after the other into the same memory. */
export class LineBlocks {
  #buffer: Buffer;

  constructor(blockBytes: number = BLOCK_BYTES) {
    this.#buffer = Buffer.allocUnsafe(blockBytes);
  }

  /** Yields the lines from `start` on, which begins one, to the end of the file as it is now. Throws StorageError. */
  *read(path: string, start: number): Generator<LineBlock, FileRest> {
    const descriptor = openRegularFile(path);
    try {
      let begun = 0;
      for (let offset = start;;) {
        const count = attemptRead(
          path,
          () =>
            fs.readSync(
              descriptor,
              this.#buffer,
              begun,
              this.#buffer.length - begun,
              offset + begun,
            ),
        );
        if (count === 0) return { tornBytes: begun, tooLong: false };
        const filled = begun + count;
        const end = this.#buffer.subarray(begun, filled).lastIndexOf(NEWLINE) + begun;
        if (end < begun) {
          begun = filled;
          if (begun > MAX_LINE_BYTES) return { tornBytes: begun, tooLong: true };
          if (begun === this.#buffer.length) this.#grow();
          continue;
        }
        yield { offset, bytes: this.#buffer.subarray(0, end) };
        this.#buffer.copyWithin(0, end + 1, filled);
        begun = filled - end - 1;
        offset += end + 1;
      }
    } finally {
      fs.closeSync(descriptor);
    }
  }

  #grow(): void {
    const grown = Buffer.allocUnsafe(Math.min(2 * this.#buffer.length, MAX_LINE_BYTES + 1));
    this.#buffer.copy(grown);
    this.#buffer = grown;
  }
}
