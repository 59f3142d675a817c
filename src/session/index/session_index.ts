import type { SessionStatus } from "../event.ts";

/** A session in its project's index, with the names and the order of its fields on disk. */
export interface SessionLogIndexEntry {
  zig_session_id: string;
  workflow_name: string;
  workflow_path: string;
  log_path: string;
  started_at: string;
  ended_at: string | null;
  status: SessionStatus | null;
  workspace_path: string | null;
}

/** A session in the index of all projects. `project` is the project's storage folder. */
export interface GlobalSessionEntry {
  zig_session_id: string;
  workflow_name: string;
  project: string;
  log_path: string;
  started_at: string;
  ended_at: string | null;
  status: SessionStatus | null;
}

/** What both indexes do. Entries stand in the order of their arrival. */
export abstract class SessionIndex<Entry extends SessionLogIndexEntry | GlobalSessionEntry> {
  constructor(public sessions: Entry[] = []) {}

  /** Puts an entry at the end, in place of an earlier one of the same session. */
  upsert(entry: Entry): void {
    const at = this.#positionOf(entry.zig_session_id);
    if (at >= 0) this.sessions.splice(at, 1);
    this.sessions.push(entry);
  }

  /** Notes the end of a session; false for one that is not here. */
  stamp(sessionId: string, endedAt: string, status: SessionStatus): boolean {
    const entry = this.sessions[this.#positionOf(sessionId)];
    if (!entry) return false;
    entry.ended_at = endedAt;
    entry.status = status;
    return true;
  }

  /** Sessions are looked for from the end, where the newest stand. */
  #positionOf(sessionId: string): number {
    return this.sessions.findLastIndex(({ zig_session_id }) => zig_session_id === sessionId);
  }
}

/** The sessions of one project: `logs/index.json`. */
export class SessionLogIndex extends SessionIndex<SessionLogIndexEntry> {}

/** The sessions of all projects: `sessions_index.json`. */
export class GlobalSessionIndex extends SessionIndex<GlobalSessionEntry> {}
