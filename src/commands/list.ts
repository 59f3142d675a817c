import { SessionList } from "../session/lookup/session_list.ts";
import { UsageError } from "../options/errors.ts";
import { isOutTerminal, outColumns, writeError, writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { numberText } from "../view/format/count_text.ts";
import { writePaged } from "../view/terminal/pager.ts";
import { COLOR_OPTION, type ColorWhen, painter } from "../view/terminal/paint.ts";
import {
  FILTER_OPTIONS,
  type FilterOptions,
  filterSessions,
  isFiltering,
  type SessionWithState,
} from "../options/sessions/session_filter.ts";
import { sessionLines, type SessionRow } from "../view/session/session_table.ts";
import {
  nothingRecordedText,
  SCOPE_OPTIONS,
  scopeOf,
  type ScopeOptions,
} from "../options/sessions/session_scope.ts";
import { shortIdsIn } from "../view/format/short_ids.ts";
import { sessionDurationMs } from "../view/format/session_duration.ts";
import type { CommandSpec } from "./command.ts";

interface ListOptions extends ScopeOptions, FilterOptions {
  limit: number;
  json: boolean;
  color: ColorWhen;
}

const DEFAULT_LIMIT = 20;

/** `zig-session list`: the sessions of a project, or of all, newest first. */
export const command: CommandSpec<ListOptions> = {
  options: [
    {
      flags: "-n, --limit <n>",
      summary: `show at most this many (default: ${DEFAULT_LIMIT})`,
      parse: parseLimit,
    },
    ...FILTER_OPTIONS,
    ...SCOPE_OPTIONS,
    { flags: "--json", summary: "print one JSON array" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session list", "the last sessions of the project that you are in"],
    ["zig-session list --global -n 100", "the last 100 of all projects"],
    ["zig-session list --failed --since 2d", "what went wrong in the last two days"],
    [
      `zig-session list --json | jq -r '.[] | select(.state == "dead") | .log_path'`,
      "the logs of those that crashed",
    ],
  ],
  async run(options) {
    const { limit = DEFAULT_LIMIT, json, color } = options;
    const scope = scopeOf(options);
    const sessions = new SessionList(scope);
    const { rows, more } = sessionRows(sessions, limit, options);
    if (json) writeOut(`${jsonText(rows.map(jsonRow), 2)}\n`);
    else if (rows.length === 0) {
      const filtered = sessions.length > 0;
      writeError(`zig-session: ${filtered ? NONE_FITS : nothingRecordedText(scope)}\n`);
    } else {
      const paint = painter(color);
      const lines = sessionLines(rows, { columns: outColumns(), nowMs: Date.now(), paint });
      if (more && isOutTerminal()) lines.push(paint("dim", moreText(sessions, rows, options)));
      await writePaged(`${lines.join("\n")}\n`);
    }
    return 0;
  },
};

const NONE_FITS = "No sessions match these filters.";

/** Only what is shown is asked for its state, which means a look into its log. */
function sessionRows(
  sessions: SessionList,
  limit: number,
  options: Partial<ListOptions>,
): { readonly rows: SessionRow[]; readonly more: boolean } {
  const nowMs = Date.now(), shown: SessionWithState[] = [];
  let more = false;
  for (const session of filterSessions(sessions, options)) {
    if ((more = shown.length === limit)) break;
    shown.push(session);
  }
  const short = shortIdsIn(sessions, shown.map(({ entry }) => entry.zig_session_id));
  const rows = shown.map(({ entry, state }) => ({
    entry,
    state,
    durationMs: sessionDurationMs(entry, state, nowMs),
    shortId: short.get(entry.zig_session_id) ?? entry.zig_session_id,
  }));
  return { rows, more };
}

function moreText(
  sessions: SessionList,
  rows: readonly SessionRow[],
  options: Partial<ListOptions>,
): string {
  if (isFiltering(options) || sessions.hasArchive) {
    return `Showing ${rows.length}. Use -n to see more.`;
  }
  return `Showing ${numberText(rows.length)} of ${
    numberText(sessions.length)
  }. Use -n ${sessions.length} to see all.`;
}

function jsonRow({ entry, state, durationMs, shortId }: SessionRow) {
  return { ...entry, state, duration_ms: durationMs, id_short: shortId };
}

function parseLimit(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`-n must be a number of sessions, 1 or more, not "${value}".`);
}
