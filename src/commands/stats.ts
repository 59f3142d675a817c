import {
  listSessions,
  NotFoundError,
  type SessionEntry,
  type SessionScope,
} from "../session/mod.ts";
import { hasName } from "../session/lookup/session_command.ts";
import { type RunFilter, type WorkflowRuns, workflowRuns } from "../inspect/stats/workflow_runs.ts";
import { workflowStats } from "../inspect/stats/workflow_stats.ts";
import { UsageError } from "../options/errors.ts";
import { outColumns, writeError, writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { outLayout } from "../view/terminal/layout.ts";
import { COLOR_OPTION, type ColorWhen, painter } from "../view/terminal/paint.ts";
import { parseMoment } from "../options/values/parse_moment.ts";
import { sessionDurationMs } from "../view/format/session_duration.ts";
import {
  nothingRecordedText,
  SCOPE_OPTIONS,
  scopeOf,
  type ScopeOptions,
} from "../options/sessions/session_scope.ts";
import { excludedTexts } from "../view/stats/excluded_text.ts";
import { workflowRunsJson, workflowStatsJson } from "../view/stats/stats_json.ts";
import { workflowLines } from "../view/stats/stats_table.ts";
import { workflowStatsLines } from "../view/stats/workflow_stats_text.ts";
import { nameText } from "../view/format/name_text.ts";
import type { CommandSpec } from "./command.ts";

interface StatsOptions extends ScopeOptions {
  since: number;
  until: number;
  limit: number;
  json: boolean;
  color: ColorWhen;
}

const NAMED_WORKFLOWS = 8;

/** `zig-session stats`: how often workflows succeed, how long they take, and which of their steps are slow or flaky. */
export const command: CommandSpec<StatsOptions> = {
  operands: [["[workflow]", "a name, or its first words (default: a line for each name)"]],
  options: [
    { flags: "--since <time>", summary: "began then or later, such as 7d or 2026-11-22", parse },
    { flags: "--until <time>", summary: "began before then", parse },
    {
      flags: "-n, --limit <n>",
      summary: "look at no more than this many of the newest runs of a workflow",
      parse: parseLimit,
    },
    ...SCOPE_OPTIONS,
    { flags: "--json", summary: "print one JSON value: an array, or of one workflow an object" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session stats --since 7d", "the workflows of this project in the last week"],
    [
      "zig-session stats build -n 50",
      '"flaky" marks a step that passed on retry, or whose result flipped 3+ times in its last 20 runs',
    ],
  ],
  run(options, [workflow]) {
    const { since: sinceMs, until: untilMs, limit: newest } = options;
    const nowMs = Date.now(), scope = scopeOf(options);
    const sessions = listSessions(scope);
    const filter: RunFilter = { workflow, sinceMs, untilMs, newest };
    const workflows = workflowRuns(
      sessions,
      filter,
      (entry, state) => sessionDurationMs(entry, state, nowMs),
    );
    if (workflow === undefined) {
      if (sessions.length === 0 && !options.json) {
        writeError(`zig-session: ${nothingRecordedText(scope)}\n`);
      } else writeAll(workflows, options);
    } else {
      if (!sessions.some((entry) => hasName(entry, workflow))) {
        throw new NotFoundError(noWorkflowText(workflow, sessions, scope));
      }
      const [first, ...others] = workflows;
      const meant = others.length === 0
        ? first ?? { workflowName: workflow, runs: [], running: 0 }
        : workflows.find(({ workflowName }) => workflowName === workflow);
      if (meant) writeOne(meant, nowMs, options);
      else writeAll(workflows, options);
    }
    return 0;
  },
};

function writeAll(
  workflows: readonly WorkflowRuns[],
  { json, color }: Partial<StatsOptions>,
): void {
  if (json) {
    writeOut(`${jsonText(workflows.map(workflowRunsJson), 2)}\n`);
    return;
  }
  const shown = workflows.filter(({ runs }) => runs.length > 0);
  const lines = shown.length > 0 ? workflowLines(shown, outColumns(), painter(color)) : [];
  writeOut(lines.map((line) => `${line}\n`).join(""));
  for (const note of excludedTexts(workflows)) writeError(`zig-session: ${note}\n`);
  if (shown.length === 0) writeError("zig-session: no session has ended in that time\n");
}

function writeOne(
  workflow: WorkflowRuns,
  nowMs: number,
  { json, color }: Partial<StatsOptions>,
): void {
  const stats = workflowStats(workflow, nowMs);
  const layout = outLayout(color, nowMs);
  writeOut(
    json
      ? `${jsonText(workflowStatsJson(workflow, stats), 2)}\n`
      : `${workflowStatsLines(workflow.workflowName, stats, layout).join("\n")}\n`,
  );
}

function noWorkflowText(
  workflow: string,
  sessions: readonly SessionEntry[],
  scope: SessionScope,
): string {
  if (sessions.length === 0) return nothingRecordedText(scope);
  const names = [...new Set(sessions.map(({ workflow_name }) => workflow_name))];
  const more = names.length > NAMED_WORKFLOWS ? " and more" : "";
  const known = `There are: ${names.slice(0, NAMED_WORKFLOWS).map(nameText).join(", ")}${more}.`;
  const elsewhere = scope.global ? "" : " --global looks in all projects.";
  return `No session of a workflow "${workflow}" here. ${known}${elsewhere}`;
}

function parse(value: string): number {
  return parseMoment(value, Date.now());
}

function parseLimit(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`-n must be a number of runs, 1 or more, not "${value}".`);
}
