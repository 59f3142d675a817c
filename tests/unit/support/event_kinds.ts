import type { SessionEventKind } from "../../../src/session/event.ts";
import type { ExtraFields } from "../../../src/session/writing/session_options.ts";

type Kind<Type extends SessionEventKind["type"]> = Extract<SessionEventKind, { type: Type }>;

/** The events of a workflow, each with what tests look at, and with further fields. */
export const kinds = {
  started: (extra: ExtraFields = {}): Kind<"zig_session_started"> => ({
    type: "zig_session_started",
    workflow_name: "release",
    workflow_path: "/home/ada/src/shop",
    workspace_path: null,
    cwd: null,
    prompt: null,
    tier_count: 0,
    ...extra,
  }),
  tier: (tier_index: number, ...step_names: string[]): Kind<"tier_started"> => ({
    type: "tier_started",
    tier_index,
    step_names,
  }),
  start: (step_name: string, tier_index = 0, extra: ExtraFields = {}): Kind<"step_started"> => ({
    type: "step_started",
    step_name,
    tier_index,
    zag_session_id: `zig-release-${step_name}`,
    zag_command: "exec",
    model: null,
    prompt_preview: `run ${step_name}`,
    ...extra,
  }),
  say: (step_name: string, line: string): Kind<"step_output"> => ({
    type: "step_output",
    step_name,
    stream: "stdout",
    line,
  }),
  complete: (step_name: string, extra: ExtraFields = {}): Kind<"step_completed"> => ({
    type: "step_completed",
    step_name,
    exit_code: 0,
    duration_ms: 7,
    saved_vars: [],
    ...extra,
  }),
  fail: (step_name: string, attempt = 1, extra: ExtraFields = {}): Kind<"step_failed"> => ({
    type: "step_failed",
    step_name,
    exit_code: 1,
    attempt,
    error: "exited with code 1",
    ...extra,
  }),
  skip: (step_name: string): Kind<"step_skipped"> => ({
    type: "step_skipped",
    step_name,
    reason: "not on main",
  }),
  beat: (interval_secs = 10): Kind<"heartbeat"> => ({ type: "heartbeat", interval_secs }),
  end: (status: "success" | "failure" = "success"): Kind<"zig_session_ended"> => ({
    type: "zig_session_ended",
    status,
    duration_ms: 9,
  }),
};
