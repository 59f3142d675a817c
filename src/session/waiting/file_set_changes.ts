import fs from "node:fs";

/** Wakes up when one of several files changes. A watch can be refused, or go deaf, and so only shortens the wait. */
export class FileSetChanges implements Disposable {
  readonly #watchers = new Map<string, fs.FSWatcher>();
  #changed = false;
  #wake = () => {};

  constructor(paths: Iterable<string>) {
    for (const path of paths) {
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
    this.#changed = false;
  }

  [Symbol.dispose](): void {
    for (const path of [...this.#watchers.keys()]) this.forget(path);
  }
}
