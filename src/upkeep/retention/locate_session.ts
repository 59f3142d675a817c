import { basename } from "node:path";
import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { pathsOfLog, type ProjectPaths } from "../../session/paths.ts";
import { SessionFolder } from "./session_folder.ts";
import { type LeftAlone, type StoredSession, storedSession } from "./stored_session.ts";

/** A session as an index has it, and what is found of it. */
export interface LocatedSession {
  readonly entry: SessionEntry;
  readonly paths: ProjectPaths;
  /** Undefined when its log is gone. */
  readonly found: StoredSession | LeftAlone | undefined;
}

/** Looks for the log of a session that listSessions() or findSession() gave. Throws StorageError. */
export function locateSession(entry: SessionEntry, home: string): LocatedSession {
  const { zig_session_id, log_path } = entry;
  const paths = pathsOfLog(log_path);
  using folder = SessionFolder.open(paths, home);
  const files = folder?.sessions.get(basename(log_path, ".jsonl"));
  if (!folder || !files) return { entry, paths, found: undefined };
  if (files.id === zig_session_id) {
    return { entry, paths, found: storedSession(folder, files, entry) };
  }
  // An index must not have the log of another session removed.
  const reason = "it is the log of another session than its index says";
  return { entry, paths, found: { path: log_path, reason } };
}
