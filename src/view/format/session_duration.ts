import { readEventsBackwards } from "../../session/reading/following/log_tail.ts";
import type { SessionEntry, SessionState } from "../../session/mod.ts";

/**
 * How long a session took, or has taken so far; of one that its index does not know to be over, up to the last sign of
 * life in its log. Null when nothing says so.
 */
export function sessionDurationMs(
  entry: SessionEntry,
  state: SessionState,
  nowMs: number,
): number | null {
  const live = state === "running" || state === "idle";
  const endMs = live ? nowMs : Date.parse(entry.ended_at ?? lastSignOfLife(entry.log_path) ?? "");
  const durationMs = Math.round(endMs - Date.parse(entry.started_at));
  return Number.isNaN(durationMs) ? null : Math.max(0, durationMs);
}

function lastSignOfLife(logPath: string): string | undefined {
  try {
    for (const event of readEventsBackwards(logPath)) return event.ts;
  } catch {
    // The log has been deleted.
  }
  return undefined;
}
