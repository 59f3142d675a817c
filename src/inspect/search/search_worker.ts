import { workerData } from "node:worker_threads";
import { CLAIMED, DONE, NOT_TOLD, OPEN, type SearchAheadTask } from "./search_ahead.ts";
import { LogSearch } from "./search_log.ts";

// The thread of SearchAhead. Where both threads meet, one log may be read by both.
const { query, paths, claims, firsts } = workerData as SearchAheadTask;
const search = new LogSearch(query);
for (let index = paths.length - 1; index >= 0; index--) {
  if (Atomics.load(claims, paths.length) !== OPEN) break;
  if (Atomics.compareExchange(claims, index, OPEN, CLAIMED) !== OPEN) break;
  firsts[index] = firstIn(paths[index] ?? "");
  Atomics.store(claims, index, DONE);
}

function firstIn(path: string): number {
  try {
    return search.first(path) ?? NOT_TOLD;
  } catch {
    // Whoever tells the result meets the same obstacle.
    return NOT_TOLD;
  }
}
