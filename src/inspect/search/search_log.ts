import type { TimeGuard } from "../../runtime/time_guard.ts";
import { type DamagedLine, readSessionEvents } from "../../session/reading/read_session_events.ts";
import { PlaceFinders } from "./matching/place_finders.ts";
import { LineMatcher } from "./matching/line_matcher.ts";
import { type FileRest, LineBlocks } from "../../storage/lines/line_blocks.ts";
import { type FoundLine, searchBlock } from "./search_block.ts";
import { searchEvents, type SearchMatch } from "./search_events.ts";
import type { ContextLine } from "./step_history.ts";
import type { SearchQuery } from "./search_query.ts";

/** How one log is searched. */
export interface LogSearchOptions {
  /** How many lines of the same step to give before and behind a match. Default: 0. */
  readonly contextLines?: number;
  /** Bytes from the start of the log to a line before which nothing is found. Default: 0. */
  readonly start?: number;
  readonly onDamage?: (line: DamagedLine) => void;
}

const BATCH_MATCHES = 1000, NOTHING: readonly ContextLine[] = [];
// As LogDecoder tells it.
const TORN = "torn: it has no newline";

/**
 * Searches logs, one after the other. A log is looked through as bytes, and only lines that may match are decoded; one that
 * proves to be damaged is read again, event by event. Memory does not grow with a log.
 */
export class LogSearch {
  readonly #matcher: LineMatcher;
  readonly #finders: PlaceFinders | undefined;
  readonly #blocks = new LineBlocks();

  /** As LineMatcher has it. */
  constructor(query: SearchQuery, guard?: TimeGuard) {
    this.#matcher = new LineMatcher(query, guard);
    this.#finders = PlaceFinders.of(query);
  }

  /** Yields the matches of a log in order, as they are found, in batches; never an empty one. Throws StorageError and SlowPatternError. */
  *search(path: string, options: LogSearchOptions = {}): Generator<SearchMatch[]> {
    const { contextLines = 0, start = 0, onDamage = () => {} } = options;
    const lines = this.#find(path, start);
    let known = 0;
    for (;;) {
      const { done, value } = lines.next();
      if (done) {
        if (value.isDamaged) break;
        if (value.torn) onDamage(value.torn);
        return;
      }
      // What stands around a match lies before it too.
      if (contextLines > 0) break;
      known += value.length;
      yield value.map(({ event }) => ({ event, before: NOTHING, after: NOTHING }));
    }
    yield* this.#searchEvents(path, contextLines, known, onDamage);
  }

  /** The offset of the first line that matches, -1 for none; undefined where only {@link search} can tell. Throws StorageError. */
  first(path: string): number | undefined {
    const { done, value } = this.#find(path, 0).next();
    if (!done) return value[0]?.offset;
    return value.isDamaged || value.torn ? undefined : -1;
  }

  /** Yields what is found in whole blocks, and returns at the first that is damaged. */
  *#find(path: string, start: number): Generator<FoundLine[], LogEnd> {
    let offset = start;
    const blocks = this.#blocks.read(path, start);
    try {
      for (;;) {
        const { done, value } = blocks.next();
        if (done) return logEnd(value, offset);
        const found = searchBlock(value, this.#matcher, this.#finders);
        if (!found) return { isDamaged: true };
        offset = value.offset + value.bytes.length + 1;
        if (found.length > 0) yield found;
      }
    } finally {
      blocks.return({ tornBytes: 0, tooLong: false });
    }
  }

  /** Reads every event of a log; the first `known` matches have been given already. */
  *#searchEvents(
    path: string,
    contextLines: number,
    known: number,
    onDamage: (line: DamagedLine) => void,
  ): Generator<SearchMatch[]> {
    let batch: SearchMatch[] = [], skip = known;
    for (
      const match of searchEvents(readSessionEvents(path, onDamage), this.#matcher, contextLines)
    ) {
      if (skip-- > 0) continue;
      batch.push(match);
      if (batch.length < BATCH_MATCHES) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

interface LogEnd {
  readonly isDamaged: boolean;
  readonly torn?: DamagedLine;
}

function logEnd({ tornBytes, tooLong }: FileRest, offset: number): LogEnd {
  if (tooLong || tornBytes === 0) return { isDamaged: tooLong };
  return { isDamaged: false, torn: { offset, fault: TORN } };
}
