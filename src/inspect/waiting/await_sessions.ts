import { setTimeout as sleep } from "node:timers/promises";
import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { readEventsBackwards } from "../../session/reading/following/log_tail.ts";
import { type SessionState, sessionState } from "../../session/lifecycle/session_state.ts";
import { FileChanges } from "../../session/reading/following/file_changes.ts";

/** A session that is over. */
export interface EndedSession {
  readonly entry: SessionEntry;
  readonly state: Extract<SessionState, "completed" | "failed" | "dead">;
  /** What its end says; null for one without an end, or whose index alone knows of it. */
  readonly end: { readonly ts: string; readonly durationMs: number } | null;
}

const POLL_MS = 250;
// Looking whether a recorder still lives means a look at its locks, and at all the heartbeats since the last output.
const PROBE_MS = 1000;
// A recorder that writes a thousand times a second must not cost us as many looks.
const SETTLE_MS = 20;

/**
 * Yields sessions as they end, in the order given when several are over at once, until all are over or `deadlineMs` of the
 * monotonic clock has passed. Each look reads the end of a log alone.
 */
export async function* awaitSessions(
  entries: readonly SessionEntry[],
  deadlineMs = Infinity,
): AsyncGenerator<EndedSession> {
  let open = entries;
  using changes = new FileChanges(...entries.map(({ log_path }) => log_path));
  for (let probedMs = -Infinity;;) {
    const nowMs = performance.now(), probe = nowMs - probedMs >= PROBE_MS;
    if (probe) probedMs = nowMs;
    const still: SessionEntry[] = [];
    for (const entry of open) {
      const ended = look(entry, probe);
      if (ended) {
        changes.forget(entry.log_path);
        yield ended;
      } else still.push(entry);
    }
    open = still;
    const leftMs = deadlineMs - performance.now();
    if (open.length === 0 || leftMs <= 0) return;
    await changes.wait(Math.min(POLL_MS, leftMs));
    await sleep(Math.min(SETTLE_MS, leftMs));
  }
}

function look(entry: SessionEntry, probe: boolean): EndedSession | undefined {
  // Before the end is read: who ends between the two looks has written it by then.
  const state = probe ? sessionState(entry.log_path, entry.status) : "running";
  const last = lastEvent(entry.log_path);
  if (last?.type === "zig_session_ended") {
    const { status, ts, duration_ms: durationMs } = last;
    return {
      entry,
      state: status === "success" ? "completed" : "failed",
      end: { ts, durationMs },
    };
  }
  return state === "running" || state === "idle" ? undefined : { entry, state, end: null };
}

function lastEvent(logPath: string) {
  try {
    const [last] = readEventsBackwards(logPath);
    return last;
  } catch {
    // It has been deleted.
    return undefined;
  }
}
