import { StorageError } from "../../storage/errors.ts";
import type { Omitted } from "../../session/ring/held_lines.ts";
import { scanOutline } from "../../session/outline/scan_outline.ts";
import { omittedOfSteps } from "../../session/outline/step_outline.ts";
import { type RunSummary, summarizeRuns } from "./run_summary.ts";
import { type Silence, SilenceFinder } from "./silence_finder.ts";
import { type StepStats, StepStatsTable } from "./step_stats.ts";
import type { Run, WorkflowRuns } from "./workflow_runs.ts";

/** What the runs of a workflow come to, with its steps. */
export interface WorkflowStats {
  readonly summary: RunSummary;
  /** How many runs have not ended, and are left out. */
  readonly running: number;
  /** The newest runs, oldest first. */
  readonly trend: readonly Run[];
  readonly steps: readonly StepStats[];
  /** How many more steps there are than can be told. */
  readonly omittedSteps: number;
  /** Of the newest run. */
  readonly silences: readonly Silence[];
  /** What is missing of the output of the newest run because its log was full: in that time it was not silent. */
  readonly newestOmitted: Omitted;
  /** How many logs are gone or cannot be read, and how many are damaged in part. */
  readonly unreadableLogs: number;
  readonly damagedLogs: number;
}

const TREND_RUNS = 60, SILENCES = 5;

/** Reads the logs of a workflow one after the other. Memory grows with neither their number nor their length. */
export function workflowStats({ runs, running }: WorkflowRuns, nowMs: number): WorkflowStats {
  const table = new StepStatsTable();
  let unreadableLogs = 0, damagedLogs = 0;
  let silences: readonly Silence[] = [], newestOmitted: Omitted = { lines: 0, bytes: 0 };
  for (const [at, { entry: { log_path } }] of runs.entries()) {
    const finder = at === 0 ? new SilenceFinder(SILENCES) : undefined;
    try {
      const outline = scanOutline(
        log_path,
        { live: false, nowMs },
        finder && ((scanned) => finder.add(scanned)),
      );
      table.add(outline.steps);
      if (outline.damage.lines > 0) damagedLogs++;
      if (finder) {
        newestOmitted = omittedOfSteps(outline.steps);
        silences = finder.finish(log_path);
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      unreadableLogs++;
    }
  }
  return {
    summary: summarizeRuns(runs),
    running,
    trend: runs.slice(0, TREND_RUNS).reverse(),
    steps: table.finish(),
    omittedSteps: table.omitted,
    silences,
    newestOmitted,
    unreadableLogs,
    damagedLogs,
  };
}
