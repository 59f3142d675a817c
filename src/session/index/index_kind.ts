import { dirname, join } from "node:path";
import { projectEntriesOfLogs } from "./entries_of_logs.ts";
import { allProjectPaths, logPathInHome, pathsOfStorage } from "../paths.ts";
import {
  type GlobalSessionEntry,
  GlobalSessionIndex,
  type SessionIndex,
  SessionLogIndex,
  type SessionLogIndexEntry,
} from "./session_index.ts";

/** What the two indexes differ in. */
export interface IndexKind<Entry extends SessionLogIndexEntry | GlobalSessionEntry> {
  /** An entry's fields, in their order on disk. */
  readonly fields: readonly string[];
  make(sessions?: Entry[]): SessionIndex<Entry>;
  /** The folder in which the log of an entry of the index at this path lies: within its home, whatever the entry says. */
  sessionsOf(entry: Entry, path: string): string;
  /** The entries that the logs which belong to the index at this path give, but for one that need not be read. */
  entriesOfLogs(path: string, exceptLog?: string): Entry[];
}

/** `logs/index.json` of a project. */
export const PROJECT_INDEX: IndexKind<SessionLogIndexEntry> = {
  fields: [
    "zig_session_id",
    "workflow_name",
    "workflow_path",
    "log_path",
    "started_at",
    "ended_at",
    "status",
    "workspace_path",
  ],
  make: (sessions) => new SessionLogIndex(sessions),
  sessionsOf: (_entry, path) => join(dirname(path), "sessions"),
  entriesOfLogs: (path, exceptLog) =>
    projectEntriesOfLogs(pathsOfStorage(join(dirname(path), "..")), exceptLog),
};

/** `sessions_index.json` of all projects. */
export const GLOBAL_INDEX: IndexKind<GlobalSessionEntry> = {
  fields: [
    "zig_session_id",
    "workflow_name",
    "project",
    "log_path",
    "started_at",
    "ended_at",
    "status",
  ],
  make: (sessions) => new GlobalSessionIndex(sessions),
  sessionsOf: ({ log_path }, path) => dirname(logPathInHome(log_path, dirname(path))),
  entriesOfLogs: (path, exceptLog) =>
    allProjectPaths(dirname(path)).flatMap((paths) =>
      projectEntriesOfLogs(paths, exceptLog).map((entry) => globalEntry(entry, paths.storage))
    ).sort((a, b) => (a.started_at < b.started_at ? -1 : 1)),
};

/** A project's entry as the global index has it. */
export function globalEntry(entry: SessionLogIndexEntry, project: string): GlobalSessionEntry {
  const { zig_session_id, workflow_name, log_path, started_at, ended_at, status } = entry;
  return { zig_session_id, workflow_name, project, log_path, started_at, ended_at, status };
}
