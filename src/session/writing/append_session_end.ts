import { ClosedSessionError } from "../errors.ts";
import type { SessionStatus } from "../event.ts";
import type { SessionLog } from "./session_log.ts";
import type { ExtraFields } from "./session_options.ts";
import { endSession, type SharedLog } from "../workflow/workflow_events.ts";

/** The end of a session, as its recorder sees it. */
export interface SessionEnd {
  readonly status: SessionStatus;
  readonly durationMs: number;
  readonly extra: ExtraFields;
}

/**
 * Appends the last event of a session, behind the ends of the steps that others have begun in it and not ended. False where
 * another process has ended it. Throws StorageError.
 */
export function appendSessionEnd(
  shared: SharedLog,
  log: SessionLog,
  { status, durationMs, extra }: SessionEnd,
): boolean {
  const end = { type: "zig_session_ended", status, duration_ms: durationMs, ...extra } as const;
  if (log.appendUnlessShared(end)) return true;
  if (log.ended) return false;
  try {
    endSession(shared, { status, force: true, durationMs, extra });
    return true;
  } catch (error) {
    if (error instanceof ClosedSessionError) return false;
    throw error;
  }
}
