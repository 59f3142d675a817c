import fs from "node:fs";
import type { SessionLogEvent } from "../../session/event.ts";
import type { Liveness } from "../../session/lifecycle/liveness.ts";
import { readOpenMark } from "../../session/writing/open_mark.ts";
import { readEventsBackwards } from "../../session/reading/following/log_tail.ts";
import { type SessionState, sessionState } from "../../session/lifecycle/session_state.ts";
import { timestamp } from "../../session/writing/timestamp.ts";

/** What a log alone says of its session. */
export interface LogVerdict {
  readonly state: SessionState;
  /** Whether somebody records it, or may: then it is not to be touched. */
  readonly live: boolean;
  /** Whether it is open and nobody records it: it waits for its next step. */
  readonly waiting: boolean;
  /** When it ended, or its last sign of life, as logs write it. */
  readonly lastSign: string;
  readonly last: SessionLogEvent | undefined;
}

// A recorder makes its log first, and then says that it lives and what it records.
const START_MS = 30_000;
// What was said of the locks may be a little older than the log's last event.
const RECENT_MS = 30_000;

/**
 * Judges a session by its log, whatever an index says of it, and by what was found of its locks a moment ago. A recorder
 * holds one for a moment after the end too. Throws StorageError when the log cannot be read.
 */
export function judgeLog(path: string, liveness: Liveness): LogVerdict {
  const held = liveness === "alive";
  const [last] = readEventsBackwards(path);
  if (last?.type === "zig_session_ended") {
    const state = last.status === "success" ? "completed" : "failed";
    return { state, live: held, waiting: false, lastSign: last.ts, last };
  }
  if (!last) {
    const mtimeMs = fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const live = held || Date.now() - mtimeMs < START_MS;
    return { state: "dead", live, waiting: false, lastSign: timestamp(mtimeMs), last };
  }
  const recent = Date.now() - Date.parse(last.ts) < RECENT_MS;
  const state = recent ? sessionState(path, null) : sessionState(path, null, liveness);
  // One that has ended since the look above is left for another time.
  const waiting = !held && state === "idle" && readOpenMark(path) !== undefined;
  return { state, live: held || state !== "dead", waiting, lastSign: last.ts, last };
}
