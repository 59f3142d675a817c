/** Which of a command's two streams a line came from. */
export type OutputStream = "stdout" | "stderr";

/** How a session ended. */
export type SessionStatus = "success" | "failure";

/** What happened: one kind of event, with the names and the order of its fields on disk. */
export type SessionEventKind =
  | {
    type: "zig_session_started";
    workflow_name: string;
    workflow_path: string;
    /** The project's storage folder, not its root. */
    workspace_path: string | null;
    cwd: string | null;
    prompt: string | null;
    tier_count: number;
  }
  | { type: "tier_started"; tier_index: number; step_names: string[] }
  | {
    type: "step_started";
    step_name: string;
    /** From 0. */
    tier_index: number;
    zag_session_id: string;
    /** "exec" for a wrapped command. */
    zag_command: string;
    model: string | null;
    prompt_preview: string;
  }
  | { type: "step_output"; step_name: string; stream: OutputStream; line: string }
  | {
    type: "step_completed";
    step_name: string;
    exit_code: number;
    duration_ms: number;
    saved_vars: string[];
  }
  | {
    type: "step_failed";
    step_name: string;
    exit_code: number | null;
    /** From 1. */
    attempt: number;
    error: string;
  }
  | { type: "step_skipped"; step_name: string; reason: string }
  | { type: "heartbeat"; interval_secs: number }
  | { type: "zig_session_ended"; status: SessionStatus; duration_ms: number };

/** One line of a session log. */
export type SessionLogEvent = SessionEventKind & {
  /** From 1, without gaps. */
  seq: number;
  /** RFC 3339 in UTC with `+00:00`; within a log it never runs backwards. */
  ts: string;
  zig_session_id: string;
};

/** The name of an event's kind. */
export type SessionEventType = SessionEventKind["type"];
