import fs from "node:fs";
import { dirname } from "node:path";
import type { StepTail } from "../../session/ring/held_lines.ts";
import { OutputRing } from "../../session/ring/output_ring.ts";
import type { OutputBlock } from "../../session/writing/encode_output.ts";
import type { OutputBatch } from "../../session/writing/encode_event.ts";
import type { SessionWriter } from "../../session/writing/session_writer.ts";
import { Backoff } from "../../runtime/backoff.ts";
import { FreeSpace } from "./free_space.ts";
import type { OutputLimits } from "../limit_options.ts";
import { countLines, OutputQueue } from "./output_queue.ts";

const BUSY_RETRY_MS = 5, SUSPEND_AFTER_MS = 5000, SUSPENDED_RETRY_MS = 1000;
const LOCKED = "Another process keeps the log locked";
/** How much is written at once, as it is in the log. After a failure, little, to write what still fits. */
const PIECE_BYTES = 1 << 20, CAUTIOUS_PIECE_BYTES = 48 << 10;
/** How much of the end of an output is kept when the log is full. */
const TAIL_BYTES = 1 << 20;

/**
 * Hands lines of output to the log at once, and keeps them while the log's lock is held by another or the log cannot be
 * written: up to 8 MiB, trying again, without ever holding up the caller. What does not fit is counted and let go. From
 * the size on that a log may have, only the end of the output is kept; while the disk is short of room, nothing is written.
 */
export class OutputLog {
  readonly #writer: SessionWriter;
  readonly #maxLogBytes: number;
  readonly #space: FreeSpace;
  readonly #onFault: (reason: string) => void;
  readonly #queue = new OutputQueue();
  #busySinceMs = Infinity;
  /** Whether the last write failed: then what fits is written piece by piece. */
  #cautious = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What comes once the log is full. */
  #ring: OutputRing | undefined;
  /** How many lines could not be kept. */
  lostLines = 0;

  /** `onFault` hears every time why something could not be written. */
  constructor(writer: SessionWriter, limits: OutputLimits, onFault: (reason: string) => void) {
    this.#writer = writer;
    this.#maxLogBytes = limits.maxLogBytes;
    this.#space = new FreeSpace(dirname(writer.logPath), limits.minFreeBytes);
    this.#onFault = onFault;
  }

  add(...blocks: readonly OutputBlock[]): void {
    for (const block of blocks) {
      if (this.#ring) this.#ring.add(batchOf(block));
      else if (!this.#queue.add(block)) {
        this.lostLines += countLines(block);
        if (this.#busySinceMs < Infinity) this.#onFault(LOCKED);
      }
    }
    if (!this.#queue.isEmpty && this.#timer === undefined) this.#flush();
  }

  /**
   * Writes what is queued, waiting for the lock while others use it in turns, and gives up the rest. Returns what is still
   * to be logged of a full log's output, until {@link forgetTail}.
   */
  end(): StepTail | undefined {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let backoff: Backoff | undefined;
    while (this.#tryWrite() === "busy") {
      backoff ??= new Backoff(() => sizeOfFile(this.#writer.logPath));
      if (!backoff.wait()) break;
    }
    for (const block of this.#queue.takeAll()) this.lostLines += countLines(block);
    const tail = this.#ring?.take();
    return tail && this.#space.room() === 0 ? this.loseTail(tail) : tail;
  }

  /** What is left of a tail that cannot be logged. */
  loseTail({ batches, omitted }: StepTail): StepTail {
    for (const { lines } of batches) this.lostLines += lines.length;
    if (this.#space.room() === 0) this.#onFault(`Output was not recorded: ${this.#space.shortage}`);
    return { batches: [], omitted };
  }

  /** What is added from now on is another attempt's. */
  forgetTail(): void {
    this.#ring?.discard();
    this.#ring = undefined;
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
      while (!this.#queue.isEmpty) {
        const room = this.#roomInLog();
        if (room <= 0) {
          this.#holdBack();
          break;
        }
        const space = this.#space.room();
        if (space === 0) {
          this.#onFault(`Output was not recorded: ${this.#space.shortage}`);
          return "failed";
        }
        const most = this.#cautious ? CAUTIOUS_PIECE_BYTES : PIECE_BYTES;
        const done = this.#writer.tryStepBlocks(this.#queue.blocks, Math.min(most, space, room));
        if (!done) {
          this.#busySinceMs = Math.min(this.#busySinceMs, performance.now());
          return "busy";
        }
        this.#queue.take(done.taken);
        this.#space.spend(done.logBytes);
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

  /** How much the log may still grow. */
  #roomInLog(): number {
    if (this.#maxLogBytes === Infinity) return Infinity;
    return this.#maxLogBytes - sizeOfFile(this.#writer.logPath);
  }

  /** The log is full: what waits for it, and all that comes, goes to the ring. */
  #holdBack(): void {
    const blocks = this.#queue.takeAll(), [first] = blocks;
    if (!first) return;
    const { logPath, sessionId, recorder } = this.#writer;
    const { stepName } = first, limitBytes = Math.min(TAIL_BYTES, this.#maxLogBytes);
    this.#ring = new OutputRing({ logPath, sessionId, recorder, stepName, limitBytes });
    for (const block of blocks) this.#ring.add(batchOf(block));
  }
}

function sizeOfFile(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function batchOf({ stepName, stream, bytes }: OutputBlock): OutputBatch {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length - 1).toString();
  return { stepName, stream, lines: text.split("\n") };
}
