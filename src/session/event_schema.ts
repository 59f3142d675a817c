import type { SessionEventType } from "./event.ts";

/** The type of a field on disk; a `?` means that it may be null or missing. */
export type FieldType =
  | "string"
  | "string?"
  | "timestamp"
  | "unsigned"
  | "i32"
  | "i32?"
  | "strings"
  | "stream"
  | "status";

/** The fields that every event begins with, in their order, before its `type`. */
export const COMMON_FIELDS = {
  seq: "unsigned",
  ts: "timestamp",
  zig_session_id: "string",
} as const;

/** Each kind's own fields, in their order on disk. */
export const EVENT_FIELDS: Readonly<
  Record<SessionEventType, Readonly<Record<string, FieldType>>>
> = {
  zig_session_started: {
    workflow_name: "string",
    workflow_path: "string",
    workspace_path: "string?",
    cwd: "string?",
    prompt: "string?",
    tier_count: "unsigned",
  },
  tier_started: { tier_index: "unsigned", step_names: "strings" },
  step_started: {
    step_name: "string",
    tier_index: "unsigned",
    zag_session_id: "string",
    zag_command: "string",
    model: "string?",
    prompt_preview: "string",
  },
  step_output: { step_name: "string", stream: "stream", line: "string" },
  step_completed: {
    step_name: "string",
    exit_code: "i32",
    duration_ms: "unsigned",
    saved_vars: "strings",
  },
  step_failed: { step_name: "string", exit_code: "i32?", attempt: "unsigned", error: "string" },
  step_skipped: { step_name: "string", reason: "string" },
  heartbeat: { interval_secs: "unsigned" },
  zig_session_ended: { status: "status", duration_ms: "unsigned" },
};
