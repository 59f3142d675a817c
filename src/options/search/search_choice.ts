import { hasName } from "../../session/lookup/session_command.ts";
import { findInList } from "../../session/lookup/find_session.ts";
import { NotFoundError, type SessionEntry, type SessionScope } from "../../session/mod.ts";
import { SessionList } from "../../session/lookup/session_list.ts";
import type { OutputFilterOptions } from "../events/output_filter.ts";
import { filterSessions } from "../sessions/session_filter.ts";
import { nothingRecordedText, scopeOf, type ScopeOptions } from "../sessions/session_scope.ts";
import { shellWord } from "../../view/format/shell_word.ts";
import { UsageError } from "../errors.ts";
import { shortIds } from "../../view/format/short_ids.ts";

/** The options that choose the sessions to search. */
export interface SearchChoiceOptions extends ScopeOptions {
  session: string;
  workflow: string;
  failed: boolean;
}

/** How {@link SearchChoiceOptions} are given, but for the scope. */
export const SEARCH_CHOICE_OPTIONS = [
  { flags: "--session <id>", summary: "only in this session" },
  {
    flags: "--workflow <name>",
    summary: "only in sessions with this name, or whose name begins with these words",
  },
  { flags: "--failed", summary: "only in sessions that failed or crashed" },
] as const;

/** A session and the shortest end of its id that tells it from the others of its scope. */
export interface NamedSession {
  readonly entry: SessionEntry;
  readonly shortId: string;
}

/**
 * The sessions to search, newest first: those with the ids that stand behind the pattern, if any do. Throws NotFoundError for a
 * session that is not there, UsageError.
 */
export function chooseSearched(
  options: Partial<SearchChoiceOptions & OutputFilterOptions>,
  ids: readonly string[],
  pattern: string,
): NamedSession[] {
  const { workflow, failed, since = -Infinity, until = Infinity } = options;
  const scope = scopeOf(options);
  const all = new SessionList(scope), short = shortIds(all.ids);
  // A line is as old as its session at most, and as young as its end.
  const possible = chosenAmong(all, options.session, ids, pattern, scope)
    .filter((entry) =>
      (workflow === undefined || hasName(entry, workflow)) &&
      !(Date.parse(entry.started_at) >= until) && !(Date.parse(entry.ended_at ?? "") < since)
    );
  const chosen = failed
    ? Array.from(filterSessions(possible, { failed }), ({ entry }) => entry)
    : possible;
  return chosen.map((entry) => ({
    entry,
    shortId: short.get(entry.zig_session_id) ?? entry.zig_session_id,
  }));
}

function chosenAmong(
  all: SessionList,
  session: string | undefined,
  ids: readonly string[],
  pattern: string,
  scope: SessionScope,
): SessionEntry[] {
  if (session !== undefined) return [findInList(session, all, scope)];
  if (ids.length === 0) return [...all];
  try {
    return [...new Set(ids.map((id) => findInList(id, all, scope)))];
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const words = shellWord([pattern, ...ids].join(" "));
    throw new UsageError(
      `${error.message} To search for several words, quote them: zig-session search ${words}`,
    );
  }
}

/** What to tell who has chosen no session at all. */
export function nothingToSearchText(options: Partial<SearchChoiceOptions>): string {
  const scope = scopeOf(options);
  return new SessionList(scope).length > 0
    ? "No sessions match these filters."
    : nothingRecordedText(scope);
}
