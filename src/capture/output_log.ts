import fs from "node:fs";
import type { OutputBlock } from "../session/encode_output.ts";
import type { SessionWriter } from "../session/session_writer.ts";
import { Patience } from "../runtime/patience.ts";

const QUEUE_LIMIT_BYTES = 8 << 20;
const BUSY_RETRY_MS = 5, SUSPEND_AFTER_MS = 5000, SUSPENDED_RETRY_MS = 1000;
const LOCKED = "Another process keeps the log locked";
const LINE_OVERHEAD_BYTES = 16;
/** How much is written at once, as it is in the log. After a failure, little, to write what still fits. */
const PIECE_BYTES = 1 << 20, CAUTIOUS_PIECE_BYTES = 48 << 10;
const NEWLINE = 0x0a;

/**
 * Hands lines of output to the log at once, and keeps them while the log's lock is held by another or the log cannot be
 * written: up to 8 MiB, trying again, without ever holding up the caller. What does not fit is counted and let go.
 */
export class OutputLog {
  readonly #writer: SessionWriter;
  readonly #onFault: (reason: string) => void;
  #queue: OutputBlock[] = [];
  #queuedBytes = 0;
  #busySinceMs = Infinity;
  /** Whether the last write failed: then what fits is written piece by piece. */
  #cautious = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How many lines could not be kept. */
  lostLines = 0;

  /** `onFault` hears every time why something could not be written. */
  constructor(writer: SessionWriter, onFault: (reason: string) => void) {
    this.#writer = writer;
    this.#onFault = onFault;
  }

  add(block: OutputBlock): void {
    // Lines are counted only where they have to wait.
    const isFirst = this.#queue.length === 0, bytes = isFirst ? 0 : sizeOf(block);
    if (this.#queuedBytes + bytes > QUEUE_LIMIT_BYTES) {
      this.lostLines += countLines(block);
      if (this.#busySinceMs < Infinity) this.#onFault(LOCKED);
      return;
    }
    this.#queue.push(block);
    this.#queuedBytes += bytes;
    if (this.#timer === undefined) this.#flush();
    if (isFirst) this.#queuedBytes = this.#queue.reduce((sum, one) => sum + sizeOf(one), 0);
  }

  /** Writes what is queued, waiting for the lock while others use it in turns, and gives up the rest. */
  end(): void {
    clearTimeout(this.#timer);
    let patience: Patience | undefined;
    while (this.#tryWrite() === "busy") {
      patience ??= new Patience(() => sizeOfFile(this.#writer.logPath));
      if (!patience.wait()) break;
    }
    for (const block of this.#queue) this.lostLines += countLines(block);
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #flush(): void {
    this.#timer = undefined;
    const result = this.#tryWrite();
    if (result === "written") return;
    const suspended = result === "failed" ||
      performance.now() - this.#busySinceMs > SUSPEND_AFTER_MS;
    if (suspended && result === "busy") this.#onFault(LOCKED);
    this.#timer = setTimeout(() => this.#flush(), suspended ? SUSPENDED_RETRY_MS : BUSY_RETRY_MS);
  }

  #tryWrite(): "written" | "busy" | "failed" {
    try {
      while (this.#queue.length > 0) {
        const limit = this.#cautious ? CAUTIOUS_PIECE_BYTES : PIECE_BYTES;
        const taken = this.#writer.tryStepBlocks(this.#queue, limit);
        if (taken !== undefined) this.#take(taken);
        else {
          this.#busySinceMs = Math.min(this.#busySinceMs, performance.now());
          return "busy";
        }
      }
    } catch (error) {
      this.#onFault(error instanceof Error ? error.message : String(error));
      if (this.#cautious) return "failed";
      this.#cautious = true;
      return this.#tryWrite();
    }
    this.#busySinceMs = Infinity;
    this.#cautious = false;
    return "written";
  }

  /** Takes what has been written from the head of the queue. */
  #take(bytes: number): void {
    let count = 0, rest = bytes;
    for (const block of this.#queue) {
      if (block.bytes.length > rest) break;
      rest -= block.bytes.length;
      if (this.#queuedBytes > 0) this.#queuedBytes -= sizeOf(block);
      count++;
    }
    this.#queue.splice(0, count);
    const [first] = this.#queue;
    if (!first || rest === 0) return;
    const left = { ...first, bytes: first.bytes.subarray(rest) };
    if (this.#queuedBytes > 0) this.#queuedBytes -= sizeOf(first) - sizeOf(left);
    this.#queue[0] = left;
  }
}

function sizeOfFile(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function sizeOf(block: OutputBlock): number {
  return block.bytes.length + countLines(block) * LINE_OVERHEAD_BYTES;
}

function countLines({ bytes }: OutputBlock): number {
  return bytes.reduce((count, byte) => byte === NEWLINE ? count + 1 : count, 0);
}
