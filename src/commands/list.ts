import { listSessions, type SessionEntry, sessionState } from "../session/mod.ts";
import { UsageError } from "../view/errors.ts";
import { isOutTerminal, outColumns, writeError, writeOut } from "../view/io.ts";
import { jsonText } from "../view/json_text.ts";
import { COLOR_OPTION, type ColorWhen, painter } from "../view/paint.ts";
import { sessionLines, type SessionRow } from "../view/session_table.ts";
import {
  nothingRecordedText,
  SCOPE_OPTIONS,
  scopeOf,
  type ScopeOptions,
} from "../view/session_scope.ts";
import { shortIds } from "../view/short_ids.ts";
import { sessionDurationMs } from "../view/session_duration.ts";
import type { CommandSpec } from "./command.ts";

interface ListOptions extends ScopeOptions {
  count: number;
  json: boolean;
  color: ColorWhen;
}

const DEFAULT_COUNT = 20;

/** `zig-session list`: the sessions of a project, or of all, newest first. */
export const command: CommandSpec<ListOptions> = {
  options: [
    {
      flags: "-n, --count <n>",
      summary: `show at most this many (default: ${DEFAULT_COUNT})`,
      parse: parseCount,
    },
    ...SCOPE_OPTIONS,
    { flags: "--json", summary: "print one JSON array" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session list", "the last sessions of the project that you are in"],
    ["zig-session list --global -n 100", "the last 100 of all projects"],
    [
      `zig-session list --json | jq -r '.[] | select(.state == "dead") | .log_path'`,
      "the logs of those that crashed",
    ],
  ],
  run(options) {
    const { count = DEFAULT_COUNT, json, color } = options;
    const scope = scopeOf(options);
    const sessions = listSessions(scope);
    const rows = sessionRows(sessions, count);
    if (json) writeOut(`${jsonText(rows.map(jsonRow), 2)}\n`);
    else if (rows.length === 0) writeError(`zig-session: ${nothingRecordedText(scope)}\n`);
    else {
      const paint = painter(color);
      const lines = sessionLines(rows, { columns: outColumns(), nowMs: Date.now(), paint });
      const more = sessions.length - rows.length;
      if (more > 0 && isOutTerminal()) {
        lines.push(paint("dim", `… and ${more} more: -n ${sessions.length} shows all`));
      }
      writeOut(`${lines.join("\n")}\n`);
    }
    return 0;
  },
};

/** Only what is shown is asked for its state, which means a look into its log. */
function sessionRows(sessions: readonly SessionEntry[], count: number): SessionRow[] {
  const nowMs = Date.now();
  const short = shortIds(sessions.map((entry) => entry.zig_session_id));
  return sessions.slice(0, count).map((entry) => {
    const state = sessionState(entry.log_path, entry.status);
    return {
      entry,
      state,
      durationMs: sessionDurationMs(entry, state, nowMs),
      shortId: short.get(entry.zig_session_id) ?? entry.zig_session_id,
    };
  });
}

function jsonRow({ entry, state, durationMs, shortId }: SessionRow) {
  return { ...entry, state, duration_ms: durationMs, id_short: shortId };
}

function parseCount(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`-n takes a number of sessions from 1 on, not "${value}".`);
}
