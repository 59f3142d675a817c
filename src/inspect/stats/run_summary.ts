import { type DurationSummary, summarizeDurations } from "./duration_summary.ts";
import type { Run } from "./workflow_runs.ts";

/** How many times something was done, and how it went. */
export interface OutcomeCounts {
  readonly completed: number;
  readonly failed: number;
  /** Neither a success nor a failure: nobody saw how it ended. */
  readonly dead: number;
  /** Of those that completed or failed, from 0 to 1; null for none. */
  readonly success_rate: number | null;
  /** Of those that completed or failed. */
  readonly duration_ms: DurationSummary | null;
}

/** What the runs of a workflow come to. */
export interface RunSummary extends OutcomeCounts {
  /** With the dead. */
  readonly runs: number;
}

/** Sums up runs. */
export function summarizeRuns(runs: readonly Run[]): RunSummary {
  const count = (state: Run["state"]) => runs.filter((run) => run.state === state).length;
  const completed = count("completed"), failed = count("failed");
  return {
    runs: runs.length,
    completed,
    failed,
    dead: count("dead"),
    success_rate: successRate(completed, failed),
    duration_ms: summarizeDurations(
      runs.flatMap(({ durationMs }) => durationMs === null ? [] : [durationMs]),
    ),
  };
}

/** The share of successes, to four digits. */
export function successRate(completed: number, failed: number): number | null {
  const ended = completed + failed;
  return ended === 0 ? null : Math.round(completed / ended * 10_000) / 10_000;
}
