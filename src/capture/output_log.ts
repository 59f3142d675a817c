import type { OutputBatch } from "../session/session_log.ts";
import type { SessionWriter } from "../session/session_writer.ts";
import { pause } from "../runtime/pause.ts";

const QUEUE_LIMIT_BYTES = 8 << 20;
const BUSY_RETRY_MS = 5, SUSPEND_AFTER_MS = 5000, SUSPENDED_RETRY_MS = 1000;
const FINAL_WAIT_MS = 5000;
const LOCKED = "Another process keeps the log locked";
const PIECE_LINES = 256, LINE_OVERHEAD_BYTES = 16;

/**
 * Hands lines of output to the log at once, and keeps them while the log's lock is held by another or the log cannot be
 * written: up to 8 MiB, trying again, without ever holding up the caller. What does not fit is counted and let go.
 */
export class OutputLog {
  readonly #writer: SessionWriter;
  readonly #onFault: (reason: string) => void;
  #queue: OutputBatch[] = [];
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

  add(batch: OutputBatch): void {
    if (batch.lines.length === 0) return;
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

  /** Writes what is queued, waiting up to 5 s for the lock, and gives up the rest. */
  end(): void {
    clearTimeout(this.#timer);
    const deadline = performance.now() + FINAL_WAIT_MS;
    while (this.#tryWrite() === "busy" && performance.now() < deadline) pause(BUSY_RETRY_MS);
    for (const { lines } of this.#queue) this.lostLines += lines.length;
    this.#queue = [];
  }

  #flush(): void {
    this.#timer = undefined;
    const result = this.#tryWrite();
    if (result === "written") return;
    const suspended = result === "failed" ||
      performance.now() - this.#busySinceMs > SUSPEND_AFTER_MS;
    if (suspended && result === "busy") {
      this.#onFault(LOCKED);
    }
    this.#timer = setTimeout(() => this.#flush(), suspended ? SUSPENDED_RETRY_MS : BUSY_RETRY_MS);
  }

  #tryWrite(): "written" | "busy" | "failed" {
    try {
      while (this.#queue.length > 0) {
        const count = this.#cautious ? this.#cutPiece() : this.#queue.length;
        if (!this.#writer.tryStepOutputs(this.#queue.slice(0, count))) {
          this.#busySinceMs = Math.min(this.#busySinceMs, performance.now());
          return "busy";
        }
        for (const written of this.#queue.splice(0, count)) this.#queuedBytes -= sizeOf(written);
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

  /** Makes the head of the queue a batch of a few lines, and returns how many batches that is. */
  #cutPiece(): number {
    const [head] = this.#queue;
    if (head && head.lines.length > PIECE_LINES) {
      const piece = { ...head, lines: head.lines.slice(0, PIECE_LINES) };
      this.#queue.splice(0, 1, piece, { ...head, lines: head.lines.slice(PIECE_LINES) });
    }
    return 1;
  }
}

function sizeOf({ lines }: OutputBatch): number {
  return lines.reduce((sum, line) => sum + line.length + LINE_OVERHEAD_BYTES, 0);
}
