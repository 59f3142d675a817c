import { type SessionEntry, sessionState } from "../session/mod.ts";
import { outlineSession } from "../session/session_outline.ts";
import {
  CHOICE_OPERANDS,
  CHOICE_OPTIONS,
  type ChoiceOptions,
  chooseSession,
} from "../view/choose_session.ts";
import { UsageError } from "../view/errors.ts";
import { writeOut } from "../view/io.ts";
import { jsonText } from "../view/json_text.ts";
import { COLOR_OPTION, type ColorWhen, painter } from "../view/paint.ts";
import { sessionDurationMs } from "../view/session_duration.ts";
import { outlineLines, type SessionSummary } from "../view/outline_text.ts";
import type { CommandSpec } from "./command.ts";

interface ShowOptions extends ChoiceOptions {
  tail: number;
  json: boolean;
  color: ColorWhen;
}

const DEFAULT_TAIL = 10;

/** `zig-session show`: what became of a session and its steps, with the last words of those that failed. */
export const command: CommandSpec<ShowOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...CHOICE_OPTIONS,
    {
      flags: "--tail <n>",
      summary: `show this many lines of what failed (default: ${DEFAULT_TAIL})`,
      parse: parseTail,
    },
    { flags: "--json", summary: "print one JSON object" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session show", "the latest session of the project that you are in"],
    ["zig-session show 7k2m --tail 50", "more of what the failed steps said"],
  ],
  run(options, [id]) {
    const { tail = DEFAULT_TAIL, json, color } = options;
    const elsewhere = options.global === true || options.project !== undefined;
    const summary = { ...summarize(chooseSession(options, id), tail), elsewhere };
    writeOut(
      json
        ? `${jsonText(summaryJson(summary), 2)}\n`
        : `${outlineLines(summary, Date.now(), painter(color)).join("\n")}\n`,
    );
    return 0;
  },
};

function summarize(entry: SessionEntry, tailLines: number): Omit<SessionSummary, "elsewhere"> {
  const nowMs = Date.now();
  let state = sessionState(entry.log_path, entry.status);
  const live = state === "running" || state === "idle";
  const outline = outlineSession(entry.log_path, { tailLines, live, nowMs });
  // It may have ended since it was asked for its state.
  if (outline.ended) state = sessionState(entry.log_path, outline.ended.status);
  const durationMs = outline.ended?.duration_ms ?? sessionDurationMs(entry, state, nowMs);
  return { entry, state, durationMs, outline };
}

/** The object that `--json` prints: its names stay. */
function summaryJson({ entry, state, durationMs, outline }: SessionSummary) {
  const { started, ended, last_ts, steps, omitted_steps, damage } = outline;
  return {
    zig_session_id: entry.zig_session_id,
    workflow_name: entry.workflow_name,
    workflow_path: started?.workflow_path ?? null,
    state,
    started_at: entry.started_at,
    ended_at: ended?.ts ?? entry.ended_at,
    last_event_at: last_ts,
    duration_ms: durationMs,
    cwd: started?.cwd ?? null,
    prompt: started?.prompt ?? null,
    tier_count: started?.tier_count ?? null,
    log_path: entry.log_path,
    steps,
    omitted_steps,
    damage,
  };
}

function parseTail(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new UsageError(`--tail takes a number of lines from 0 on, not "${value}".`);
}
