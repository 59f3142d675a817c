import type { SessionLogEvent, SessionStatus } from "../event.ts";
import { type Liveness, probeLiveness } from "./liveness.ts";
import { readEventsBackwards } from "../reading/following/log_tail.ts";
import { readOpenMark } from "../writing/open_mark.ts";

/**
 * What a session is doing: `idle` runs but has been silent for a while, or is open and waits for its next step; `dead` has
 * lost its recorder without an end.
 */
export type SessionState = "running" | "idle" | "completed" | "failed" | "dead";

const IDLE_AFTER_MS = 30_000;
// A damaged interval must not keep a session alive for years.
const LONGEST_HEARTBEAT_SECS = 86_400;
const DEFAULT_HEARTBEAT_SECS = 10, MISSED_HEARTBEATS = 3, DEAD_AFTER_MS = 30_000;

/**
 * The state of a session by its log and by the locks of who records it; an index's word is taken only for an end. A log
 * that is gone or holds no event is dead. Who has looked at the locks before gives what they said as `liveness`.
 */
export function sessionState(
  logPath: string,
  status: SessionStatus | null,
  // Before the log is read: who ends between the two looks has written the end by then.
  liveness: Liveness = status ? "unknown" : probeLiveness(logPath),
): SessionState {
  if (status) return endState(status);
  let last: SessionLogEvent | undefined, lastSpoken: SessionLogEvent | undefined;
  try {
    for (const event of readEventsBackwards(logPath)) {
      last ??= event;
      lastSpoken = event;
      if (event.type !== "heartbeat") break;
    }
  } catch {
    return "dead";
  }
  if (last?.type === "zig_session_ended") return endState(last.status);
  if (!last || !lastSpoken) return "dead";
  const mark = liveness === "alive" ? undefined : readOpenMark(logPath);
  if (mark) return ageMs(last) > mark.expiresSecs * 1000 ? "dead" : "idle";
  if (liveness === "dead") return "dead";
  if (liveness === "unknown" && ageMs(last) > deadAfterMs(last)) return "dead";
  return ageMs(lastSpoken) > IDLE_AFTER_MS ? "idle" : "running";
}

function endState(status: SessionStatus): SessionState {
  return status === "success" ? "completed" : "failed";
}

/** Only for a session without a lock file: zig-core's, or one on another host. */
function deadAfterMs(last: SessionLogEvent): number {
  const interval = last.type === "heartbeat"
    ? Math.min(last.interval_secs, LONGEST_HEARTBEAT_SECS)
    : DEFAULT_HEARTBEAT_SECS;
  return Math.max(interval * MISSED_HEARTBEATS * 1000, DEAD_AFTER_MS);
}

function ageMs(event: SessionLogEvent): number {
  return Date.now() - Date.parse(event.ts);
}
