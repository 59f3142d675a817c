import { SessionLife } from "../../lifecycle/session_life.ts";
import { FileChanges } from "./file_changes.ts";
import { FollowedLog, type FollowOptions } from "./followed_log.ts";
import type { EventBatch } from "../log_batches.ts";

const POLL_MS = 100, PROBE_MS = 500;

/**
 * Yields the events of a log, then those that are appended, until the session ends; or is found dead, and then
 * `zig_session_ended` is missing; or `isUnread` says that nobody cares any more. A log that is replaced or cut is followed on behind the event that was last. What is not
 * an event goes to `onDamage`. Throws StorageError when the log cannot be opened.
 */
export async function* followSession(
  logPath: string,
  options: FollowOptions & { readonly isUnread?: () => boolean } = {},
): AsyncGenerator<EventBatch> {
  using log = new FollowedLog(logPath, options);
  using changes = new FileChanges(logPath);
  const life = new SessionLife(logPath);
  for (let probedMs = -Infinity, isOver = false;;) {
    // Before reading, so that what a recorder wrote last is read before it is called dead.
    if (performance.now() - probedMs >= PROBE_MS) {
      if (options.isUnread?.()) return;
      isOver = life.isOver();
      probedMs = performance.now();
    }
    for (const batch of log.read()) {
      yield batch;
      if (batch.at(-1)?.event.type === "zig_session_ended") return;
    }
    if (log.reopen()) {
      changes.watch(logPath);
      continue;
    }
    if (isOver) return log.tellTorn();
    await changes.wait(POLL_MS);
  }
}
