import { startWorker } from "./worker.ts";

/** What the thread of a {@link TimeGuard} is given. */
export interface TimeGuardTask {
  /** Whether the thread watches, and how many pieces of work have begun and ended: an odd number while one is being done. */
  readonly state: Int32Array<SharedArrayBuffer>;
  readonly limitMs: number;
  readonly message: string;
  readonly exitCode: number;
}

/** The places in {@link TimeGuardTask.state}. */
export const WATCHES = 0, BEGUN_AND_ENDED = 1;

const START_LIMIT_MS = 10_000;

/**
 * Ends the process, with a last word on stderr, when one piece of work takes longer than `limitMs`: for work that cannot be
 * stopped in any other way, such as the match of a regular expression.
 */
export class TimeGuard {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  #error: Error | undefined;

  /** Bun and Deno start a thread between two turns of the event loop: one has to pass before {@link run}. */
  constructor(task: Omit<TimeGuardTask, "state">) {
    const source = {
      module: new URL("./time_guard_worker.ts", import.meta.url),
      embedded: "./src/runtime/time_guard_worker.ts",
    };
    startWorker(source, { ...task, state: this.#state }, (error) => this.#error = error);
  }

  /** Does the work and returns its result. Throws what it throws, and an Error when nobody watches. */
  run<Result>(work: () => Result): Result {
    if (Atomics.load(this.#state, WATCHES) === 0) this.#awaitThread();
    Atomics.add(this.#state, BEGUN_AND_ENDED, 1);
    try {
      return work();
    } finally {
      Atomics.add(this.#state, BEGUN_AND_ENDED, 1);
    }
  }

  #awaitThread(): void {
    if (!this.#error && Atomics.wait(this.#state, WATCHES, 0, START_LIMIT_MS) !== "timed-out") {
      return;
    }
    throw new Error("Could not start the thread that limits the time of a pattern", {
      cause: this.#error,
    });
  }
}
