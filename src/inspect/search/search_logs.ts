import { setImmediate as turn } from "node:timers/promises";
import type { TimeGuard } from "../../runtime/time_guard.ts";
import type { DamagedLine } from "../../session/reading/read_session_events.ts";
import { NOT_TOLD, NOTHING_FOUND, SearchAhead } from "./search_ahead.ts";
import type { SearchMatch } from "./search_events.ts";
import { LogSearch } from "./search_log.ts";
import type { SearchQuery } from "./search_query.ts";

/** What {@link searchLogs} tells of a log. */
export interface LogFindings {
  /** Which of the logs it is. */
  readonly index: number;
  /** In order, in batches, as they are found; to be taken before the next log is asked for. Throws StorageError and SlowPatternError. */
  readonly matches: Iterable<readonly SearchMatch[]>;
}

/** Who is told what, and how much of what stands around a match. */
export interface SearchOptions {
  readonly contextLines?: number;
  readonly onDamage?: (index: number, line: DamagedLine) => void;
  /** What guardFor() gave for the query. */
  readonly guard?: TimeGuard | undefined;
}

/** A search that is over by then needs no second thread, which takes some 20 ms to start. */
const ALONE_MS = 8;

/**
 * Searches logs in their order, with a second thread when it takes long. Memory grows neither with the logs nor with what
 * is found. Throws SyntaxError for a pattern that is no regular expression.
 */
export async function* searchLogs(
  paths: readonly string[],
  query: SearchQuery,
  { contextLines = 0, onDamage = () => {}, guard }: SearchOptions = {},
): AsyncGenerator<LogFindings> {
  const search = new LogSearch(query, guard), startedMs = performance.now();
  using ahead = new SearchAhead(query, paths);
  for (const [index, path] of paths.entries()) {
    if (performance.now() - startedMs > ALONE_MS) {
      ahead.start();
      // Bun and Deno start a thread between two turns of the event loop.
      await turn();
    }
    const first = ahead.take(index);
    if (first === NOTHING_FOUND) yield { index, matches: [] };
    else {
      const start = first === NOT_TOLD ? 0 : first;
      const options = {
        contextLines,
        start,
        onDamage: (line: DamagedLine) => onDamage(index, line),
      };
      yield { index, matches: search.search(path, options) };
    }
  }
}
