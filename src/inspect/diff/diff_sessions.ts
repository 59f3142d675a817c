import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { readRun, type RecordedRun } from "./recorded_run.ts";
import { type StepDifference, stepDifferences } from "./step_difference.ts";
import { type TimeDifference, timeDifference } from "./time_difference.ts";

/** What is different in a session from an earlier one. */
export interface SessionDifference {
  readonly before: RecordedRun;
  readonly after: RecordedRun;
  /** Whether anything differs but times. */
  readonly differs: boolean;
  readonly stateChanged: boolean;
  readonly time: TimeDifference | null;
  readonly steps: readonly StepDifference[];
}

/**
 * Compares a session with an earlier one: its end, its steps, and the output of each step that both have. Memory does not
 * grow with the logs; `lineLimit` is how many differing lines of a step are given. Throws StorageError.
 */
export function diffSessions(
  earlier: SessionEntry,
  later: SessionEntry,
  { lineLimit, nowMs }: { readonly lineLimit: number; readonly nowMs: number },
): SessionDifference {
  const before = readRun(earlier, nowMs), after = readRun(later, nowMs);
  const steps = stepDifferences(before, after, lineLimit);
  const stateChanged = before.state !== after.state;
  return {
    before,
    after,
    differs: stateChanged || steps.some(({ change }) => change !== "same"),
    stateChanged,
    time: timeDifference(durationOf(before), durationOf(after)),
    steps,
  };
}

function durationOf({ outline: { started, ended, last_ts } }: RecordedRun): number | null {
  if (ended) return ended.duration_ms;
  const durationMs = Date.parse(last_ts ?? "") - Date.parse(started?.ts ?? "");
  return Number.isNaN(durationMs) ? null : Math.round(durationMs);
}
