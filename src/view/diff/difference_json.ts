import type { SessionDifference } from "../../inspect/diff/diff_sessions.ts";
import type { RecordedRun } from "../../inspect/diff/recorded_run.ts";
import type { StepDifference } from "../../inspect/diff/step_difference.ts";
import type { OutlinedStep } from "../../session/outline/step_outline.ts";

/** The object that `diff --json` prints: its names stay. */
export function differenceJson(
  { before, after, differs, stateChanged, time, steps }: SessionDifference,
): unknown {
  return {
    differs,
    before: runJson(before),
    after: runJson(after),
    state_changed: stateChanged,
    time,
    steps: steps.map(stepJson),
  };
}

function runJson({ entry, state, outline }: RecordedRun) {
  return {
    zig_session_id: entry.zig_session_id,
    workflow_name: entry.workflow_name,
    state,
    started_at: entry.started_at,
    duration_ms: outline.ended?.duration_ms ?? null,
    log_path: entry.log_path,
    omitted_steps: outline.omitted_steps,
    damage: outline.damage,
  };
}

function stepJson({ before, after, output, ...step }: StepDifference) {
  return {
    ...step,
    before: before && factsJson(before),
    after: after && factsJson(after),
    output: output && {
      differing_lines: output.total,
      lines: output.lines.map(({ joined: _, ...line }) => line),
      overflowed: output.overflowed,
    },
  };
}

function factsJson(step: OutlinedStep) {
  const { status, exit_code, attempts, duration_ms, error, reason, prompt_preview } = step;
  const { omitted_lines, omitted_bytes } = step;
  const facts = { status, exit_code, attempts, duration_ms, error, reason, prompt_preview };
  return { ...facts, omitted_lines, omitted_bytes };
}
