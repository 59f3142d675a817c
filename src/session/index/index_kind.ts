import { dirname, join } from "node:path";
import { entryOfOwnLog, logsIn, projectEntriesOfLogs } from "./entries_of_logs.ts";
import {
  allProjectPaths,
  homeOfStorage,
  logPathInHome,
  pathsOfLog,
  pathsOfStorage,
} from "../paths.ts";
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
  /** The logs that belong to the index at this path. */
  logsOf(path: string): string[];
  /** The home of the index at this path. */
  homeOf(path: string): string;
  /** The entry of one log in the home of the index; undefined for a log that is not of it, or has no whole first event. */
  entryOfLog(logPath: string, path: string): Entry | undefined;
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
  logsOf: (path) => logsIn(join(dirname(path), "sessions")),
  homeOf: (path) => homeOfStorage(dirname(dirname(path))),
  entryOfLog: (log, path) => {
    const { index, storage } = pathsOfLog(log);
    return index === path ? entryOfOwnLog(log, storage) : undefined;
  },
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
  logsOf: (path) => allProjectPaths(dirname(path)).flatMap(({ sessions }) => logsIn(sessions)),
  homeOf: dirname,
  entryOfLog: (log) => {
    const { storage } = pathsOfLog(log), entry = entryOfOwnLog(log, storage);
    return entry && globalEntry(entry, storage);
  },
};

/** A project's entry as the global index has it. */
export function globalEntry(entry: SessionLogIndexEntry, project: string): GlobalSessionEntry {
  const { zig_session_id, workflow_name, log_path, started_at, ended_at, status } = entry;
  return { zig_session_id, workflow_name, project, log_path, started_at, ended_at, status };
}
