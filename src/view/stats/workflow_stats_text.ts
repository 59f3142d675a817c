import type { Layout } from "../terminal/layout.ts";
import type { WorkflowStats } from "../../inspect/stats/workflow_stats.ts";
import { countText } from "../format/count_text.ts";
import { formatDuration } from "../format/duration.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import { rateText } from "../format/rate_text.ts";
import { silenceLines } from "../session/silence_text.ts";
import { sparkline } from "../terminal/sparkline.ts";
import { stepStatsLines } from "./step_stats_table.ts";
import { shortTimeText } from "../format/time_text.ts";
import { nameText } from "../format/name_text.ts";

const TITLE_COLUMNS = 10;

/** The lines that tell how a workflow does, safe for a terminal. */
export function workflowStatsLines(
  workflowName: string,
  stats: WorkflowStats,
  layout: Layout,
): string[] {
  const { columns, paint } = layout;
  return [
    paint("bold", nameText(workflowName)),
    ...fieldLines(stats, layout),
    ...(stats.steps.length > 0 ? ["", ...stepStatsLines(stats.steps, columns, paint)] : []),
    ...silenceLines(stats, layout),
    ...notes(stats).flatMap((note) => ["", paint("yellow", note)]),
  ];
}

function fieldLines({ summary, running, trend }: WorkflowStats, layout: Layout): string[] {
  const { columns, nowMs, paint } = layout;
  const { runs, completed, failed, dead, success_rate, duration_ms } = summary;
  const room = Math.max(1, Math.min(trend.length, columns - TITLE_COLUMNS - 2));
  const newest = trend.slice(-room), [first] = newest, last = newest.at(-1);
  const counts = [
    completed > 0 ? `${completed} completed` : "",
    failed > 0 ? `${failed} failed` : "",
    dead > 0 ? `${dead} crashed` : "",
    running > 0 ? `${running} running left out` : "",
  ].filter(Boolean).join(", ");
  const fields = {
    runs: `${runs}${counts && `: ${counts}`}`,
    success: rateText(success_rate) + (dead > 0 ? " (crashed runs count as neither)" : ""),
    took: duration_ms
      ? `p50 ${formatDuration(duration_ms.p50)}, p95 ${formatDuration(duration_ms.p95)}, max ${
        formatDuration(duration_ms.max)
      }`
      : "",
    times: sparkline(newest.map(({ durationMs }) => durationMs)),
    outcomes: newest.map(({ state }) =>
      paint(SESSION_MARKS[state].look, SESSION_MARKS[state].symbol)
    )
      .join(""),
    from: first && last
      ? `${shortTimeText(first.entry.started_at, nowMs)} to ${
        shortTimeText(last.entry.started_at, nowMs)
      }`
      : "",
  };
  return Object.entries(fields).flatMap(([title, value]) =>
    value ? [`  ${paint("dim", title.padEnd(TITLE_COLUMNS))}${value}`] : []
  );
}

function notes({ omittedSteps, unreadableLogs, damagedLogs }: WorkflowStats): string[] {
  return [
    omittedSteps > 0 ? `At least ${countText(omittedSteps, "more step")} are left out` : "",
    unreadableLogs > 0
      ? `${countText(unreadableLogs, "log")} could not be read: gone, or no access`
      : "",
    damagedLogs > 0
      ? `${countText(damagedLogs, "log")} of them damaged: "zig-session verify --all" says where`
      : "",
  ].filter(Boolean);
}
