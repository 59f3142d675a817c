import type { OutputBlock } from "../../session/writing/encode_output.ts";

const LIMIT_BYTES = 8 << 20, LINE_OVERHEAD_BYTES = 16;
const NEWLINE = 0x0a;

interface Waiting {
  readonly block: OutputBlock;
  /** What it takes in memory; undefined until another waits behind it, since most are written at once. */
  size: number | undefined;
}

/** Blocks of output that wait to be written, in their order: 8 MiB of them, or one. */
export class OutputQueue {
  #waiting: Waiting[] = [];
  /** Of those whose size is known. */
  #size = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get blocks(): OutputBlock[] {
    return this.#waiting.map(({ block }) => block);
  }

  /** False when there is no room. */
  add(block: OutputBlock): boolean {
    const [first] = this.#waiting;
    if (!first) {
      this.#waiting.push({ block, size: undefined });
      return true;
    }
    if (first.size === undefined) this.#size += first.size = sizeOf(first.block);
    const size = sizeOf(block);
    if (this.#size + size > LIMIT_BYTES) return false;
    this.#waiting.push({ block, size });
    this.#size += size;
    return true;
  }

  /** Takes so many bytes, which end with a line, from the head. */
  take(bytes: number): void {
    let count = 0, rest = bytes;
    for (const { block, size = 0 } of this.#waiting) {
      if (block.bytes.length > rest) break;
      rest -= block.bytes.length;
      this.#size -= size;
      count++;
    }
    this.#waiting.splice(0, count);
    const [first] = this.#waiting;
    if (!first || rest === 0) return;
    this.#size -= first.size ?? 0;
    const block = { ...first.block, bytes: first.block.bytes.subarray(rest) };
    this.#waiting[0] = { block, size: undefined };
  }

  /** Takes all. */
  takeAll(): OutputBlock[] {
    const { blocks } = this;
    this.#waiting = [];
    this.#size = 0;
    return blocks;
  }
}

/** How many lines a block has. */
export function countLines({ bytes }: OutputBlock): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function sizeOf(block: OutputBlock): number {
  return block.bytes.length + countLines(block) * LINE_OVERHEAD_BYTES;
}
