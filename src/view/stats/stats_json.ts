import { summarizeRuns } from "../../inspect/stats/run_summary.ts";
import type { Run, WorkflowRuns } from "../../inspect/stats/workflow_runs.ts";
import type { WorkflowStats } from "../../inspect/stats/workflow_stats.ts";

/** The object that `stats --json` prints of each workflow: its names stay. */
export function workflowRunsJson({ workflowName, runs, running }: WorkflowRuns): unknown {
  const [newest] = runs;
  return {
    workflow_name: workflowName,
    ...(newest && "project" in newest.entry ? { project: newest.entry.project } : {}),
    ...summarizeRuns(runs),
    running_left_out: running,
    first_started_at: runs.at(-1)?.entry.started_at ?? null,
    last_started_at: newest?.entry.started_at ?? null,
  };
}

/** The object that `stats WORKFLOW --json` prints: its names stay. */
export function workflowStatsJson(workflow: WorkflowRuns, stats: WorkflowStats): unknown {
  return {
    ...(workflowRunsJson(workflow) as object),
    trend: stats.trend.map(trendJson),
    steps: stats.steps,
    omitted_steps: stats.omittedSteps,
    silences: stats.silences,
    newest_omitted_lines: stats.newestOmitted.lines,
    newest_omitted_bytes: stats.newestOmitted.bytes,
    unreadable_logs: stats.unreadableLogs,
    damaged_logs: stats.damagedLogs,
  };
}

function trendJson({ entry, state, durationMs }: Run) {
  const { zig_session_id, started_at } = entry;
  return { zig_session_id, started_at, state, duration_ms: durationMs };
}
