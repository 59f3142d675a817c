import { workerData } from "node:worker_threads";
import type { HeartbeatTask } from "./heartbeat.ts";
import { SessionLog } from "../writing/session_log.ts";

// The thread of startHeartbeat(). It sleeps in Atomics.wait instead of a timer: told to stop, it ends at once and by
// itself, so that it is never ended from outside while it holds the log's lock.
const { logPath, sessionId, intervalSecs, firstMs, stop } = workerData as HeartbeatTask;
const log = SessionLog.open(logPath, sessionId);
for (let waitMs = firstMs; Atomics.wait(stop, 0, 0, waitMs) === "timed-out";) {
  waitMs = intervalSecs * 1000;
  try {
    log.beat(intervalSecs);
  } catch {
    // A full disk may be free again at the next beat; whoever writes the session's other events says what the matter is.
  }
}
