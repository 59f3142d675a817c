import fs from "node:fs";
import { codeOf, reasonOf, StorageError } from "./errors.ts";

/** One line of a file, and where it stands. */
export interface Line {
  /** Without the newline; invalid UTF-8 as U+FFFD. */
  readonly text: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
}

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 20;

/** Reads a growing file line by line: each call of {@link read} goes on where the last whole line ended. */
export class LineReader implements Disposable {
  readonly #path: string;
  readonly #descriptor: number;
  #position = 0;
  #rest: Buffer[] = [];
  #restBytes = 0;

  /** Throws StorageError when the file cannot be opened. */
  constructor(path: string) {
    this.#path = path;
    this.#descriptor = attempt(path, () => fs.openSync(path, "r"));
  }

  /** Yields the whole lines between here and the end of the file as it is now. Throws StorageError. */
  *read(): Generator<Line> {
    const torn = this.#restBytes > 0;
    if (!torn && fs.fstatSync(this.#descriptor).size === this.#position) return;
    // What was torn is read again: a writer may have mended it, and written on from where it began.
    this.#position -= this.#restBytes;
    this.#rest = [];
    this.#restBytes = 0;
    for (;;) {
      const block = Buffer.allocUnsafe(BLOCK_BYTES);
      const position = this.#position;
      const count = attempt(
        this.#path,
        () => fs.readSync(this.#descriptor, block, 0, BLOCK_BYTES, position),
      );
      if (count === 0) return;
      this.#position += count;
      let start = 0;
      for (
        let newline;
        (newline = block.indexOf(NEWLINE, start)) >= 0 && newline < count;
        start = newline + 1
      ) {
        const offset = position + start - this.#restBytes;
        const bytes = block.subarray(start, newline);
        const text = (this.#restBytes === 0 ? bytes : Buffer.concat([...this.#rest, bytes]))
          .toString();
        this.#rest = [];
        this.#restBytes = 0;
        yield { text, offset };
      }
      if (start < count) {
        this.#rest.push(block.subarray(start, count));
        this.#restBytes += count - start;
      }
    }
  }

  /** What stands behind the last newline: an event that is being written, or one that never was. */
  get torn(): Line | undefined {
    if (this.#restBytes === 0) return undefined;
    return { text: Buffer.concat(this.#rest).toString(), offset: this.#position - this.#restBytes };
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor);
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const advice = codeOf(error) === "ENOENT"
      ? "It has been deleted or moved"
      : "Ask its owner for access";
    throw new StorageError(`Could not read "${path}"`, reasonOf(error), advice, { cause: error });
  }
}
