import fs from "node:fs";
import { dirname } from "node:path";
import type { StepTail } from "../session/ring/held_lines.ts";
import { OutputRing } from "../session/ring/output_ring.ts";
import type { OutputBatch } from "../session/session_log.ts";
import type { SessionWriter } from "../session/session_writer.ts";
import { Patience } from "../runtime/patience.ts";
import { FreeSpace } from "./free_space.ts";
import type { OutputLimits } from "./limit_options.ts";

const QUEUE_LIMIT_BYTES = 8 << 20;
const BUSY_RETRY_MS = 5, SUSPEND_AFTER_MS = 5000, SUSPENDED_RETRY_MS = 1000;
const LOCKED = "Another process keeps the log locked";
const LINE_OVERHEAD_BYTES = 16;
/** What an event's line has around the names and the output. */
const EVENT_BYTES = 180;
/** How much is written at once: in memory it is several times that. After a failure, little, to write what still fits. */
const PIECE_BYTES = 4 << 20, CAUTIOUS_PIECE_BYTES = 48 << 10;
/** A character makes at most so many bytes in the log, escaped as \u00xx. */
const CHARACTER_BYTES = 6;
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
  #queue: OutputBatch[] = [];
  #queuedBytes = 0;
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

  add(batch: OutputBatch): void {
    if (batch.lines.length === 0) return;
    if (this.#ring) return this.#ring.add(batch);
    const bytes = sizeOf(batch);
    if (this.#queue.length > 0 && this.#queuedBytes + bytes > QUEUE_LIMIT_BYTES) {
      this.lostLines += batch.lines.length;
      if (this.#busySinceMs < Infinity) this.#onFault(LOCKED);
      return;
    }
    this.#queue.push(batch);
    this.#queuedBytes += bytes;
    if (this.#timer === undefined) this.#flush();
  }

  /**
   * Writes what is queued, waiting for the lock while others use it in turns, and gives up the rest. Returns what is still
   * to be logged of a full log's output, until {@link forgetTail}.
   */
  end(): StepTail | undefined {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let patience: Patience | undefined;
    while (this.#tryWrite() === "busy") {
      patience ??= new Patience(() => sizeOfFile(this.#writer.logPath));
      if (!patience.wait()) break;
    }
    this.lostLines += countOf(this.#queue);
    this.#queue = [];
    this.#queuedBytes = 0;
    const tail = this.#ring?.take();
    return tail && this.#space.room() === 0 ? this.loseTail(tail) : tail;
  }

  /** What is left of a tail that cannot be logged. */
  loseTail({ batches, leftOut }: StepTail): StepTail {
    this.lostLines += countOf(batches);
    if (this.#space.room() === 0) this.#onFault(`Output was not recorded: ${this.#space.shortage}`);
    return { batches: [], leftOut };
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
      while (this.#queue.length > 0) {
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
        const piece = this.#takePiece(Math.min(most, space, room / CHARACTER_BYTES));
        if (!this.#tryWritePiece(piece)) {
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

  /** How much the log may still grow. */
  #roomInLog(): number {
    if (this.#maxLogBytes === Infinity) return Infinity;
    return this.#maxLogBytes - sizeOfFile(this.#writer.logPath);
  }

  /** The log is full: what waits for it, and all that comes, goes to the ring. */
  #holdBack(): void {
    const [first] = this.#queue;
    if (!first) return;
    const { logPath, sessionId, recorder } = this.#writer;
    const { stepName } = first, limitBytes = Math.min(TAIL_BYTES, this.#maxLogBytes);
    this.#ring = new OutputRing({ logPath, sessionId, recorder, stepName, limitBytes });
    for (const batch of this.#queue) this.#ring.add(batch);
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  /** Writes a piece, or puts it back at the head of the queue. */
  #tryWritePiece(piece: OutputBatch[]): boolean {
    let written = false;
    try {
      written = this.#writer.tryStepOutputs(piece);
    } finally {
      if (!written) this.#queue.unshift(...piece);
    }
    if (!written) return false;
    for (const batch of piece) {
      const bytes = sizeOf(batch);
      this.#queuedBytes -= bytes;
      this.#space.spend(bytes + batch.lines.length * EVENT_BYTES);
    }
    return true;
  }

  /** Takes from the head of the queue what makes about `limit` bytes in the log; at least a line. */
  #takePiece(limit: number): OutputBatch[] {
    const piece: OutputBatch[] = [];
    for (let bytes = 0; bytes < limit;) {
      const batch = this.#queue.shift();
      if (!batch) break;
      const { lines } = batch;
      let count = 0;
      while (count < lines.length && bytes < limit) {
        bytes += EVENT_BYTES + batch.stepName.length + (lines[count++]?.length ?? 0);
      }
      piece.push(count === lines.length ? batch : { ...batch, lines: lines.slice(0, count) });
      if (count < lines.length) this.#queue.unshift({ ...batch, lines: lines.slice(count) });
    }
    return piece;
  }
}

function sizeOfFile(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function countOf(batches: readonly OutputBatch[]): number {
  return batches.reduce((sum, { lines }) => sum + lines.length, 0);
}

function sizeOf({ lines }: OutputBatch): number {
  return lines.reduce((sum, line) => sum + line.length + LINE_OVERHEAD_BYTES, 0);
}
