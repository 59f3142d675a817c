import { setImmediate as turn } from "node:timers/promises";
import { LivenessProbe } from "../session/lifecycle/liveness.ts";
import { sessionState } from "../session/mod.ts";
import { guardFor, SlowPatternError } from "../inspect/search/matching/guarded_pattern.ts";
import type { SearchMatch } from "../inspect/search/search_events.ts";
import { searchLogs } from "../inspect/search/search_logs.ts";
import { UsageError } from "../options/errors.ts";
import { parseNumber } from "../options/events/event_options.ts";
import { writeError } from "../view/terminal/io.ts";
import {
  OUTPUT_FILTER_OPTIONS,
  outputFilterOf,
  type OutputFilterOptions,
} from "../options/events/output_filter.ts";
import { openTextSink } from "../view/terminal/pager.ts";
import { COLOR_OPTION } from "../view/terminal/paint.ts";
import {
  chooseSearched,
  type NamedSession,
  nothingToSearchText,
  SEARCH_CHOICE_OPTIONS,
  type SearchChoiceOptions,
} from "../options/search/search_choice.ts";
import { SearchNotes } from "../view/search/search_notes.ts";
import { searchPrinter, type SearchPrinterOptions } from "../view/search/search_printer.ts";
import type { SearchedSession } from "../view/search/search_session_text.ts";
import {
  QUERY_OPTIONS,
  queryOf,
  type QueryOptions,
} from "../options/search/search_query_options.ts";
import { SCOPE_OPTIONS } from "../options/sessions/session_scope.ts";
import type { CommandSpec } from "./command.ts";

interface SearchOptions
  extends QueryOptions, OutputFilterOptions, SearchChoiceOptions, SearchPrinterOptions {
  limit: number;
}

const MOST_CONTEXT = 1000;
const FOUND = 0, NOTHING_FOUND = 1, TROUBLE = 2;

/** `zig-session search`: the lines of output that hold a pattern, in all sessions of a scope, newest session first. */
export const command: CommandSpec<SearchOptions> = {
  operands: [
    ["<pattern>", "text to search for (colour codes in the output are ignored)"],
    ["[session...]", "only in these sessions"],
  ],
  options: [
    ...QUERY_OPTIONS,
    ...OUTPUT_FILTER_OPTIONS,
    ...SEARCH_CHOICE_OPTIONS,
    ...SCOPE_OPTIONS,
    {
      flags: "-C, --context <n>",
      summary: "with so many lines of the same step before and after each",
      parse: parseContext,
    },
    { flags: "-c, --count", summary: "print how many lines each session has" },
    { flags: "-l, --sessions", summary: "print which sessions have any" },
    { flags: "-n, --limit <n>", summary: "stop after so many lines", parse: parseLimit },
    { flags: "--json", summary: "print one JSON object a line for each" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session search 'undefined reference'", "where in this project it was printed"],
    ["zig-session search -i timeout --failed --since 2d -C 3", "what failed sessions said of it"],
    ["zig-session search --regex 'took \\d{4,} ?ms' --step test --json", "for jq and the like"],
    ["zig-session search -l panic --global", "which sessions of all projects had one"],
    ["zig-session search -l panic > /dev/null && exit 1", "exit codes: 0 found, 1 not, 2 usage"],
  ],
  async run(options, [pattern = "", ...sessions]) {
    const query = queryOf(pattern, options, outputFilterOf(options));
    const guard = query.regex ? guardFor(query, TROUBLE) : undefined;
    // Its thread starts between two turns of the event loop.
    if (guard) await turn();
    const printer = searchPrinter(options, query, guard);
    const searched = searchedSessions(chooseSearched(options, sessions, pattern));
    if (searched.length === 0) writeError(`zig-session: ${nothingToSearchText(options)}\n`);
    const notes = new SearchNotes();
    const searching = searchLogs(searched.map(({ entry }) => entry.log_path), query, {
      contextLines: options.context ?? 0,
      onDamage: (_index, line) => notes.addDamage(line),
      guard,
    });
    const sink = openTextSink();
    let left = options.limit ?? Infinity, any = false, isRead = true;
    for await (const { index, matches } of searching) {
      const session = searched[index];
      if (!session) continue;
      const most = Math.min(left, printer.mostMatches);
      let count = 0;
      try {
        for (const batch of firstOf(matches, most)) {
          count += batch.length;
          if (!(isRead = await sink.write(printer.matches(session, batch)))) break;
        }
      } catch (error) {
        if (error instanceof SlowPatternError) {
          await sink.end();
          throw error;
        }
        notes.addError(session.shortId, error);
      }
      if (count > 0) isRead &&= await sink.write(printer.end(session, count));
      notes.endSession(session.shortId, session.entry.log_path, session.state);
      any ||= count > 0;
      left -= count;
      if (left <= 0 || !isRead) break;
    }
    await sink.end();
    for (const note of notes.lines()) writeError(`zig-session: ${note}\n`);
    return any ? FOUND : NOTHING_FOUND;
  },
};

/** Their state is looked up when it is asked for. */
function searchedSessions(chosen: readonly NamedSession[]): SearchedSession[] {
  const probe = new LivenessProbe();
  return chosen.map(({ entry, shortId }) => ({
    entry,
    shortId,
    state: () => {
      const { log_path, status } = entry;
      return sessionState(log_path, status, status ? "unknown" : probe.of(log_path));
    },
  }));
}

function* firstOf(
  batches: Iterable<readonly SearchMatch[]>,
  most: number,
): Generator<readonly SearchMatch[]> {
  let left = most;
  for (const batch of batches) {
    yield batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}

function parseContext(value: string): number {
  const lines = parseNumber(value);
  if (lines <= MOST_CONTEXT) return lines;
  throw new UsageError(`--context must be at most ${MOST_CONTEXT} lines, not ${value}.`);
}

function parseLimit(value: string): number {
  const limit = parseNumber(value);
  if (limit > 0) return limit;
  throw new UsageError(`--limit must be a number of lines, 1 or more, not "${value}".`);
}
