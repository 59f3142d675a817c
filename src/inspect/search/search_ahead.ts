import { startWorker } from "../../runtime/worker.ts";
import type { SearchQuery } from "./search_query.ts";

/** What the second thread is given. Both arrays have a place for each log. */
export interface SearchAheadTask {
  readonly query: SearchQuery;
  readonly paths: readonly string[];
  /** Whose turn a log is; one place more, for the order to stop. */
  readonly claims: Int32Array;
  /** Of a log that is done: the offset of its first match, {@link NOTHING_FOUND} or {@link NOT_TOLD}. */
  readonly firsts: Float64Array;
}

/** The states of a log. */
export const OPEN = 0, CLAIMED = 1, DONE = 2;
/** What is known of a log's first match, when it is no offset. */
export const NOTHING_FOUND = -1, NOT_TOLD = -2;

/**
 * A second thread that looks through the logs from the last to the first, while the first thread goes the other way and
 * tells what it finds: a log in which nothing was found need not be read again.
 */
export class SearchAhead implements Disposable {
  readonly #task: SearchAheadTask;
  #started = false;

  constructor(query: SearchQuery, paths: readonly string[]) {
    const claims = new Int32Array(new SharedArrayBuffer(4 * (paths.length + 1)));
    const firsts = new Float64Array(new SharedArrayBuffer(8 * paths.length));
    this.#task = { query, paths, claims, firsts };
  }

  /** Starts the thread, once; without it the search takes longer, and finds the same. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    const source = {
      module: new URL("./search_worker.ts", import.meta.url),
      embedded: "./src/inspect/search/search_worker.ts",
    };
    startWorker(source, this.#task, () => {});
  }

  /** Takes a log for the first thread, and returns what the other knows of it: {@link NOT_TOLD} for nothing yet. */
  take(index: number): number {
    const { claims, firsts } = this.#task;
    const state = Atomics.compareExchange(claims, index, OPEN, CLAIMED);
    return state === DONE ? firsts[index] ?? NOT_TOLD : NOT_TOLD;
  }

  [Symbol.dispose](): void {
    const { claims, paths } = this.#task;
    Atomics.store(claims, paths.length, CLAIMED);
  }
}
