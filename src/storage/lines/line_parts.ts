import { Line, MAX_LINE_BYTES } from "./line.ts";

const NOTHING = Buffer.alloc(0);
const LEAST_BYTES = 1 << 16;

/** A line that is read in several parts. Once it is too long, nothing but its length is held. */
export class LineParts {
  /** Used for one line after the other: what is let go of outside the heap is not soon collected. */
  #buffer = NOTHING;
  #bytes = 0;

  /** `backwards` says that the parts are added from the last to the first. */
  constructor(readonly backwards: boolean) {}

  get bytes(): number {
    return this.#bytes;
  }

  get tooLong(): boolean {
    return this.#bytes > MAX_LINE_BYTES;
  }

  /** Adds a copy of a part. */
  add(part: Buffer): void {
    if (this.#bytes + part.length > this.#buffer.length) this.#grow(this.#bytes + part.length);
    this.#bytes += part.length;
    if (this.tooLong) return;
    part.copy(this.#buffer, this.backwards ? this.#start : this.#bytes - part.length);
  }

  /** The line that the parts make; its bytes are valid until the next part is added. */
  line(offset: number): Line {
    return this.tooLong
      ? new Line(offset, this.#bytes, NOTHING, 0)
      : new Line(offset, this.#bytes, this.#buffer, this.#start);
  }

  clear(): void {
    this.#bytes = 0;
  }

  get #start(): number {
    return this.backwards ? this.#buffer.length - this.#bytes : 0;
  }

  #grow(bytes: number): void {
    if (bytes > MAX_LINE_BYTES) return;
    const begun = this.#buffer.subarray(this.#start, this.#start + this.#bytes);
    this.#buffer = Buffer.allocUnsafe(
      Math.min(Math.max(2 * bytes, LEAST_BYTES), MAX_LINE_BYTES),
    );
    begun.copy(this.#buffer, this.#start);
  }
}
