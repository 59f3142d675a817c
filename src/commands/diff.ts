import { findSession, listSessions, NotFoundError, type SessionEntry } from "../session/mod.ts";
import { diffSessions, type SessionDifference } from "../inspect/diff/diff_sessions.ts";
import { lastSuccessBefore } from "../inspect/diff/last_success.ts";
import { differenceJson } from "../view/diff/difference_json.ts";
import { differenceLines } from "../view/diff/difference_text.ts";
import { UsageError } from "../options/errors.ts";
import { writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { shortIds } from "../view/format/short_ids.ts";
import { shortTimeText } from "../view/format/time_text.ts";
import { nameText } from "../view/format/name_text.ts";
import { outLayout } from "../view/terminal/layout.ts";
import { COLOR_OPTION, type ColorWhen } from "../view/terminal/paint.ts";
import {
  nothingRecordedText,
  SCOPE_OPTIONS,
  scopeOf,
  type ScopeOptions,
} from "../options/sessions/session_scope.ts";
import { shellWord } from "../view/format/shell_word.ts";
import type { CommandSpec } from "./command.ts";

interface DiffOptions extends ScopeOptions {
  lines: number;
  json: boolean;
  color: ColorWhen;
}

const DEFAULT_LINES = 40;

/** `zig-session diff`: what is different in a session from when it last worked. Its exit codes are those of diff(1). */
export const command: CommandSpec<DiffOptions> = {
  operands: [
    ["[id]", "the session to look at (default: the latest)"],
    [
      "[before]",
      "what to compare it with (default: the last success of the same command, in the same directory if there is one)",
    ],
  ],
  options: [
    {
      flags: "-n, --lines <n>",
      summary: `show at most this many lines of a step (default: ${DEFAULT_LINES})`,
      parse: parseLines,
    },
    ...SCOPE_OPTIONS,
    { flags: "--json", summary: "print one JSON object" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session diff", "what the latest session did otherwise than when it last worked"],
    ["zig-session diff 7k2m c5cb -n 200", "7k2m against c5cb, with more of their output"],
    [
      "zig-session diff --json | jq .differs",
      "exit codes: 0 nothing differs but times, 1 something does, 2 they cannot be compared",
    ],
  ],
  run(options, [id, before]) {
    const difference = compare(options, id, before);
    writeOut(
      options.json
        ? `${jsonText(differenceJson(difference), 2)}\n`
        : `${differenceLines(difference, outLayout(options.color)).join("\n")}\n`,
    );
    return difference.differs ? 1 : 0;
  },
};

function compare(
  options: Partial<DiffOptions>,
  id: string | undefined,
  beforeId: string | undefined,
): SessionDifference {
  const scope = scopeOf(options);
  const sessions = listSessions(scope);
  const [latest] = sessions;
  const after = id === undefined ? latest : findSession(id, scope);
  if (!after) throw new NotFoundError(nothingRecordedText(scope));
  const before = beforeId === undefined
    ? lastSuccessBefore(after, sessions)
    : findSession(beforeId, scope);
  if (!before) throw new NotFoundError(noSuccessText(after, sessions));
  return diffSessions(before, after, {
    lineLimit: options.lines ?? DEFAULT_LINES,
    nowMs: Date.now(),
  });
}

const MOST_NAMED = 5;

/** What could be compared instead: the last successes of whatever else, one a line. */
function noSuccessText(after: SessionEntry, sessions: readonly SessionEntry[]): string {
  const short = shortIds(sessions.map(({ zig_session_id }) => zig_session_id));
  const idOf = ({ zig_session_id }: SessionEntry) => short.get(zig_session_id) ?? zig_session_id;
  const none = `No earlier successful "${nameText(after.workflow_name)}" to compare with.`;
  const others = sessions.filter((entry) => entry !== after && entry.status === "success");
  if (others.length === 0) return none;
  const nowMs = Date.now();
  const named = others.slice(0, MOST_NAMED).map((entry) =>
    `  ${idOf(entry)}  ${shortTimeText(entry.started_at, nowMs)}  ${nameText(entry.workflow_name)}`
  );
  const pick = `Pick one: zig-session diff ${shellWord(idOf(after))} <id>`;
  return [`${none} ${pick}`, ...named].join("\n");
}

function parseLines(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new UsageError(`-n must be a number of lines, not "${value}".`);
}
