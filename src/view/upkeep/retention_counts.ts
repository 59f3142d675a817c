import type { Leftovers, RetentionPlan } from "../../upkeep/retention/retention.ts";
import type { RemovalReport } from "../../upkeep/retention/session_removal.ts";
import type { StoredSession } from "../../upkeep/retention/stored_session.ts";

/** How much goes, or went, of how much. */
export interface RetentionCounts {
  readonly sessions: number;
  readonly bytes: number;
  readonly ofSessions: number;
  readonly ofBytes: number;
  /** How many are being recorded. */
  readonly live: number;
  readonly leftovers: Leftovers;
}

/** What would go by a plan; with a report of its execution, what went. */
export function retentionCounts(plan: RetentionPlan, report?: RemovalReport): RetentionCounts {
  const removed = report?.removed ?? plan.going.map(({ session }) => session);
  return {
    sessions: removed.length,
    bytes: bytesOfAll(removed),
    ofSessions: plan.sessions.length,
    ofBytes: bytesOfAll(plan.sessions),
    live: plan.sessions.filter(({ live }) => live).length,
    leftovers: report ? collected(report) : plan.leftovers,
  };
}

/** The entries of the sessions that went with their logs are no leftovers. */
function collected({ removed, entries, leftoverFiles, leftoverBytes }: RemovalReport): Leftovers {
  const ids = new Set(removed.map(({ entry }) => entry.zig_session_id));
  return {
    files: leftoverFiles,
    bytes: leftoverBytes,
    entries: [...entries].filter((id) => !ids.has(id)).length,
  };
}

function bytesOfAll(sessions: readonly StoredSession[]): number {
  return sessions.reduce((sum, { bytes }) => sum + bytes, 0);
}
