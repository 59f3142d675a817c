import type { SessionEventKind } from "../../../src/session/event.ts";
import type { SessionWriter } from "../../../src/session/writing/session_writer.ts";

/** What a writer has a method for: everything but the start, which is written by its creation. */
export type WritableKind = Exclude<SessionEventKind, { type: "zig_session_started" }>;

/** Writes an event with the writer's method for it. */
export function writeEvent(writer: SessionWriter, kind: WritableKind): void {
  switch (kind.type) {
    case "tier_started":
      return writer.tierStarted(kind.tier_index, kind.step_names);
    case "step_started":
      return writer.stepStarted(
        kind.step_name,
        kind.tier_index,
        kind.zag_session_id,
        kind.zag_command,
        kind.model,
        kind.prompt_preview,
      );
    case "step_output":
      return writer.stepOutput(kind.step_name, kind.stream, kind.line);
    case "step_completed":
      return writer.stepCompleted(
        kind.step_name,
        kind.exit_code,
        kind.duration_ms,
        kind.saved_vars,
      );
    case "step_failed":
      return writer.stepFailed(kind.step_name, kind.exit_code, kind.attempt, kind.error);
    case "step_skipped":
      return writer.stepSkipped(kind.step_name, kind.reason);
    case "heartbeat":
      return writer.heartbeat(kind.interval_secs);
    case "zig_session_ended":
      return writer.ended(kind.status, kind.duration_ms);
  }
}
