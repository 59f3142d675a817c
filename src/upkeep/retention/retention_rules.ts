import type { StoredSession } from "./stored_session.ts";

/** What a session must not be, or it goes. A rule that is not given says nothing. */
export interface RetentionRules {
  /** Longer ago than this since its end, or its last sign of life. */
  readonly olderThanMs?: number;
  /** Not among the newest of its project, this many. */
  readonly keep?: number;
  /** Among the oldest, while all that stay take more bytes than this. */
  readonly maxBytes?: number;
}

/** The rule by which a session goes, as the option is called. */
export type RetentionReason = "older-than" | "keep" | "max-size";

/** A session that goes, and why. */
export interface Departure {
  readonly session: StoredSession;
  readonly reasons: readonly RetentionReason[];
}

/**
 * The sessions that go by any of the rules, newest first. Live ones stay, but count for the others. `sessions` stand in
 * the order of their arrival; the size is looked at last, so that it takes no more than it must.
 */
export function departures(
  sessions: readonly StoredSession[],
  rules: RetentionRules,
  nowMs: number,
): Departure[] {
  const newestFirst = [...sessions].reverse()
    .sort(({ entry: a }, { entry: b }) => compare(b.started_at, a.started_at));
  const { olderThanMs = Infinity, keep = Infinity, maxBytes = Infinity } = rules;
  const rank = rankInProject(newestFirst);
  const going = new Map<StoredSession, RetentionReason[]>();
  let bytesLeft = 0;
  for (const session of newestFirst) {
    const reasons: RetentionReason[] = [];
    if (nowMs - Date.parse(session.lastSign) > olderThanMs) reasons.push("older-than");
    if ((rank.get(session) ?? 0) >= keep) reasons.push("keep");
    if (reasons.length > 0 && !session.live) going.set(session, reasons);
    else bytesLeft += session.bytes;
  }
  for (const session of newestFirst.toReversed()) {
    if (bytesLeft <= maxBytes) break;
    if (session.live || going.has(session)) continue;
    going.set(session, ["max-size"]);
    bytesLeft -= session.bytes;
  }
  return newestFirst.flatMap((session) => {
    const reasons = going.get(session);
    return reasons ? [{ session, reasons }] : [];
  });
}

/** For each session how many of its project are newer. */
function rankInProject(newestFirst: readonly StoredSession[]): Map<StoredSession, number> {
  const ranks = new Map<StoredSession, number>(), counts = new Map<string, number>();
  for (const session of newestFirst) {
    const rank = counts.get(session.paths.sessions) ?? 0;
    ranks.set(session, rank);
    counts.set(session.paths.sessions, rank + 1);
  }
  return ranks;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
