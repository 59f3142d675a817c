import { statDescriptor } from "../../runtime/descriptors/stat_descriptor.ts";
import { writeAll } from "../../runtime/descriptors/pipes.ts";
import { writeWhole } from "../../runtime/descriptors/write_whole.ts";
import { FRAME_OVERHEAD_BYTES, framesOf } from "./frames.ts";

const UNSENT_LIMIT_BYTES = 8 << 20, WRITE_BYTES = 1 << 20;

/** Passes chunks on to our stdout or stderr, in order, without making anybody wait until 8 MiB are unsent. */
export class Echo {
  readonly #descriptor: number;
  readonly #onFailure: () => void;
  readonly #frameNonce: string | undefined;
  readonly #shown: (bytes: Uint8Array) => Uint8Array;
  #queue: Uint8Array[] = [];
  #unsentBytes = 0;
  #sending: Promise<void> | undefined;
  #failure: NodeJS.ErrnoException | undefined;
  #loss: NodeJS.ErrnoException | undefined;
  #waiting: (() => void)[] = [];
  /** When the last byte was handed over, in milliseconds of `performance.now()`. */
  lastSentMs = 0;

  /**
   * `onFailure` hears, once, that nothing can be passed on any more; with a `frameNonce` all goes out in frames. `shown`, asked
   * just before they are written, gives what is written for bytes that were pushed: no more than they are.
   */
  constructor(
    descriptor: number,
    onFailure: () => void,
    frameNonce?: string,
    shown: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
  ) {
    this.#descriptor = descriptor;
    this.#onFailure = onFailure;
    this.#frameNonce = frameNonce;
    this.#shown = shown;
  }

  /** Why nothing is passed on any more: EPIPE when our reader has gone. */
  get failure(): NodeJS.ErrnoException | undefined {
    return this.#failure;
  }

  /** Why some of it was not passed on, although there is still somebody to pass it on to: the first reason, as a full disk. */
  get loss(): NodeJS.ErrnoException | undefined {
    return this.#loss;
  }

  /** Whether all that was pushed has been sent, or given up. */
  get idle(): boolean {
    return this.#unsentBytes === 0;
  }

  /** Takes a chunk, which must not change any more; forgets it when the reader has gone. */
  push(chunk: Uint8Array): void {
    if (this.#failure) return;
    this.#queue.push(chunk);
    this.#unsentBytes += chunk.length;
    this.#sending ??= this.#send();
  }

  /** Resolves when more may be pushed. */
  room(): Promise<void> {
    return this.#unsentAtMost(UNSENT_LIMIT_BYTES);
  }

  /** Resolves when all that was pushed has been sent, or given up. */
  drained(): Promise<void> {
    return this.#unsentAtMost(0);
  }

  /** Gives up what is unsent. */
  abandon(): void {
    this.#queue = [];
    this.#unsentBytes = 0;
    this.#wake();
  }

  async #unsentAtMost(bytes: number): Promise<void> {
    while (this.#unsentBytes > bytes) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #send(): Promise<void> {
    for (let bytes; (bytes = this.#next()) !== undefined;) {
      try {
        const shown = this.#shown(bytes);
        if (this.#frameNonce !== undefined) {
          await this.#writeFrames(shown, this.#frameNonce);
          this.#noteSent(bytes.length - shown.length);
        } else {
          await writeAll(this.#descriptor, shown);
          this.#noteSent(bytes.length);
        }
      } catch (error) {
        if (isLossAlone(this.#descriptor, error)) {
          this.#loss ??= error as NodeJS.ErrnoException;
          this.#noteSent(bytes.length);
          continue;
        }
        this.#failure = error as NodeJS.ErrnoException;
        this.abandon();
        this.#onFailure();
        break;
      }
    }
    this.#sending = undefined;
  }

  async #writeFrames(bytes: Uint8Array, nonce: string): Promise<void> {
    for (const frame of framesOf(bytes, nonce)) {
      await writeWhole(this.#descriptor, frame);
      this.#noteSent(frame.length - FRAME_OVERHEAD_BYTES);
    }
  }

  #noteSent(bytes: number): void {
    this.lastSentMs = performance.now();
    this.#unsentBytes = Math.max(0, this.#unsentBytes - bytes);
    this.#wake();
  }

  /** The next bytes to send: small chunks together, since each write is a trip to another thread and back. */
  #next(): Uint8Array | undefined {
    let count = 0, bytes = 0;
    for (const chunk of this.#queue) {
      if (count > 0 && bytes + chunk.length > WRITE_BYTES) break;
      bytes += chunk.length;
      count++;
    }
    const chunks = this.#queue.splice(0, count);
    return chunks.length <= 1 ? chunks[0] : Buffer.concat(chunks);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/**
 * Whether what comes later may well be passed on: no space is left for now, on a disk or a device such as /dev/full; or it is a
 * file at all, which has no reader that could have gone.
 */
function isLossAlone(descriptor: number, error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return true;
  try {
    return code !== "EBADF" && statDescriptor(descriptor).isFile();
  } catch {
    return false;
  }
}
