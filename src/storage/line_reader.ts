import fs from "node:fs";
import { Line } from "./line.ts";
import { LineParts } from "./line_parts.ts";
import { attemptRead, openRegularFile } from "./open_file.ts";

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 20;

/**
 * Reads a growing file line by line: each call of {@link read} goes on where the last whole line ended. Memory is bounded
 * whatever the file holds.
 */
export class LineReader implements Disposable {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #position = 0;
  /** What stands behind the last newline that was read. */
  readonly #begun = new LineParts(false);

  /** Throws StorageError when the file cannot be opened, or is no regular file. */
  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openRegularFile(path);
  }

  /** Yields the whole lines between here and the end of the file as it is now. Throws StorageError. */
  *read(): Generator<Line> {
    const { size } = fs.fstatSync(this.#descriptor);
    if (this.#begun.bytes === 0 && size === this.#position) return;
    // What was torn is read again: a writer may have mended it, and written on from where it began. What is too long to be
    // read at every look is taken for mended only when the file has become shorter.
    if (!this.#begun.tooLong || size < this.#position) {
      this.#position -= this.#begun.bytes;
      this.#begun.clear();
    }
    for (let block; (block = this.#nextBlock());) {
      const offset = this.#position - block.length;
      let start = 0;
      for (let newline; (newline = block.indexOf(NEWLINE, start)) >= 0; start = newline + 1) {
        yield this.#begun.bytes === 0
          ? new Line(offset + start, newline - start, block, start)
          : this.#endBegun(block.subarray(start, newline), offset + newline);
      }
      this.#begun.add(block.subarray(start));
    }
  }

  /** What stands behind the last newline: an event that is being written, or one that never was. */
  get torn(): Line | undefined {
    const { bytes } = this.#begun;
    return bytes === 0 ? undefined : this.#begun.line(this.#position - bytes);
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor);
  }

  /** Valid until the next one; undefined at the end of the file. */
  #nextBlock(): Buffer | undefined {
    const count = attemptRead(
      this.#path,
      () => fs.readSync(this.#descriptor, this.#block, 0, BLOCK_BYTES, this.#position),
    );
    this.#position += count;
    return count === 0 ? undefined : this.#block.subarray(0, count);
  }

  #endBegun(rest: Buffer, end: number): Line {
    this.#begun.add(rest);
    const line = this.#begun.line(end - this.#begun.bytes);
    this.#begun.clear();
    return line;
  }
}
