import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A writer that tells of every line must not cost its reader a wake-up for each; the first of them does not wait. */
const SPACING_MS = 10;

/** Wakes up when a file changes. A watch can be refused, or go deaf, and so only shortens the wait. */
export class FileChanges implements Disposable {
  #watcher: fs.FSWatcher | undefined;
  #changed = false;
  #lookedMs = -Infinity;
  #wake = () => {};

  constructor(path: string) {
    this.watch(path);
  }

  /** Goes over to the file that is at this path now: a watch stays with the file that it began with. */
  watch(path: string): void {
    this.#watcher?.close();
    try {
      this.#watcher = fs.watch(path, () => {
        this.#changed = true;
        this.#wake();
      });
      this.#watcher.on("error", () => {});
    } catch {
      // Such as: the user's limit of watches is reached.
      this.#watcher = undefined;
    }
  }

  /** Until the next change, at most `timeoutMs`; at once when there was one since the last wait. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.#changed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const earlyMs = this.#lookedMs + SPACING_MS - performance.now();
    if (this.#changed && earlyMs > 0) await sleep(earlyMs);
    this.#changed = false;
    this.#lookedMs = performance.now();
  }

  [Symbol.dispose](): void {
    this.#watcher?.close();
  }
}
