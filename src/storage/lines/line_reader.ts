import fs from "node:fs";
import { Line } from "./line.ts";
import { LineParts } from "./line_parts.ts";
import { readLinesBackwards } from "./lines_backwards.ts";
import { attemptRead, openRegularFile } from "../open_file.ts";

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 20;

/** Says of a line, by where it stands in a block of its file, that nobody wants to read it. */
export type SkipLine = (block: Buffer, start: number, end: number) => boolean;

/** Takes lines out of the blocks of a file, so that they need not be made. */
export interface LinePasser {
  /** What follows is about this block, which stands at `offset` in its file. */
  enter(block: Buffer, offset: number): void;
  /** Takes whole lines from the one on that begins at `start`, and returns where the first begins that it leaves. */
  pass(start: number): number;
}

/**
 * Reads a growing file line by line: each call of {@link read} goes on where the last whole line ended. Memory is bounded
 * whatever the file holds.
 */
export class LineReader implements Disposable {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #position: number;
  /** What stands behind the last newline that was read. */
  readonly #begun = new LineParts(false);

  /** `start`, in bytes, is where a line begins. Throws StorageError when the file cannot be opened, or is no regular file. */
  constructor(path: string, start = 0) {
    this.#path = path;
    this.#descriptor = openRegularFile(path);
    this.#position = start;
  }

  /**
   * Yields the whole lines between here and the end of the file as it is now, but for those that `passer` takes, and some of
   * those that `skip` is true for. Throws StorageError.
   */
  *read(skip?: SkipLine, passer?: LinePasser): Generator<Line> {
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
      passer?.enter(block, offset);
      let start = 0;
      for (;;) {
        const isWhole = this.#begun.bytes === 0;
        if (isWhole && passer) start = passer.pass(start);
        const newline = block.indexOf(NEWLINE, start);
        if (newline < 0) break;
        const first = start;
        start = newline + 1;
        if (isWhole && skip?.(block, first, newline)) continue;
        yield isWhole
          ? new Line(offset + first, newline - first, block, first)
          : this.#endBegun(block.subarray(first, newline), offset + newline);
      }
      this.#begun.add(block.subarray(start));
    }
  }

  /** What stands behind the last newline: an event that is being written, or one that never was. */
  get torn(): Line | undefined {
    const { bytes } = this.#begun;
    return bytes === 0 ? undefined : this.#begun.line(this.#position - bytes);
  }

  /** Whether the file at the path is another one by now. A file that has been deleted is read on. */
  get isReplaced(): boolean {
    const atPath = fs.statSync(this.#path, { throwIfNoEntry: false });
    if (!atPath) return false;
    const { dev, ino } = fs.fstatSync(this.#descriptor);
    return atPath.ino !== ino || atPath.dev !== dev;
  }

  /** Whether whole lines that have been read are no longer in the file. */
  get isCut(): boolean {
    return fs.fstatSync(this.#descriptor).size < this.#position - this.#begun.bytes;
  }

  /** Yields the whole lines of the file as it is now from the last to the first. */
  readBackwards(): Generator<Line> {
    return readLinesBackwards(this.#descriptor, fs.fstatSync(this.#descriptor).size);
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
