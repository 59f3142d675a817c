import { type SessionEntry, type SessionState, sessionState } from "../../session/mod.ts";
import { outlineSession, type SessionOutline } from "../../session/outline/session_outline.ts";
import { sessionDurationMs } from "../format/session_duration.ts";

/** All that is told of one session. */
export interface SessionSummary {
  readonly entry: SessionEntry;
  readonly state: SessionState;
  readonly durationMs: number | null;
  readonly outline: SessionOutline;
  /** Whether it was not found in the scope that commands have by default. */
  readonly elsewhere: boolean;
}

/** Reads what a session's log tells; steps that did not succeed keep their last `tailLines`. Throws StorageError. */
export function summarizeSession(
  entry: SessionEntry,
  { tailLines, elsewhere }: { readonly tailLines: number; readonly elsewhere: boolean },
): SessionSummary {
  const nowMs = Date.now();
  let state = sessionState(entry.log_path, entry.status);
  const live = state === "running" || state === "idle";
  const outline = outlineSession(entry.log_path, { tailLines, live, nowMs });
  // It may have ended since it was asked for its state.
  if (outline.ended) state = sessionState(entry.log_path, outline.ended.status);
  const durationMs = outline.ended?.duration_ms ?? sessionDurationMs(entry, state, nowMs);
  return { entry, state, durationMs, outline, elsewhere };
}

/** The object that `show --json` prints: its names stay. */
export function summaryJson({ entry, state, durationMs, outline }: SessionSummary): object {
  const { started, ended, last_ts, steps, omitted_steps, damage } = outline;
  return {
    zig_session_id: entry.zig_session_id,
    workflow_name: entry.workflow_name,
    workflow_path: started?.workflow_path ?? null,
    state,
    started_at: entry.started_at,
    ended_at: ended?.ts ?? entry.ended_at,
    last_event_at: last_ts,
    duration_ms: durationMs,
    cwd: started?.cwd ?? null,
    prompt: started?.prompt ?? null,
    tier_count: started?.tier_count ?? null,
    log_path: entry.log_path,
    steps,
    omitted_steps,
    damage,
  };
}
