import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A writer that tells of every line must not cost its reader a wake-up for each; the first of them does not wait. */
const SPACING_MS = 10;

/** Wakes up when one of several files changes. A watch can be refused, or go deaf, and so only shortens the wait. */
export class FileChanges implements Disposable {
  readonly #watchers = new Map<string, fs.FSWatcher>();
  #changed = false;
  #lookedMs = -Infinity;
  #wake = () => {};

  constructor(...paths: readonly string[]) {
    for (const path of paths) this.watch(path);
  }

  /** Looks at the file that is at this path now: a watch stays with the file that it began with. */
  watch(path: string): void {
    this.forget(path);
    try {
      const watcher = fs.watch(path, () => {
        this.#changed = true;
        this.#wake();
      });
      watcher.on("error", () => {});
      this.#watchers.set(path, watcher);
    } catch {
      // Such as: the user's limit of watches is reached, or the file is gone.
    }
  }

  /** No longer looks at a file. */
  forget(path: string): void {
    this.#watchers.get(path)?.close();
    this.#watchers.delete(path);
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
    for (const path of [...this.#watchers.keys()]) this.forget(path);
  }
}
