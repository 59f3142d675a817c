import { join } from "node:path";
import process from "node:process";
import { DamagedLogError } from "./errors.ts";
import { readArchive } from "./index/index_archive.ts";
import { isIndexBlank, loadIndex } from "./index/index_file.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "./index/index_kind.ts";
import { findProjectRoot, globalIndexPath, projectPaths, zigHome } from "./paths.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./index/session_index.ts";

/** Which sessions are looked at. Default: those of the project that holds the current folder. */
export interface SessionScope {
  /** A folder of the project. */
  project?: string;
  /** All projects instead. */
  global?: boolean;
  /** Default: `$ZIG_HOME`, or `~/.zig`. */
  home?: string;
}

/** A session as either index has it. */
export type SessionEntry = SessionLogIndexEntry | GlobalSessionEntry;

/** The sessions of a scope, newest first, archived ones too, with `log_path` where the log lies in this home. Throws StorageError. */
export function listSessions(scope: SessionScope = {}): SessionEntry[] {
  const home = scope.home ?? zigHome();
  const entries: SessionEntry[] = scope.global
    ? indexedSessions(GLOBAL_INDEX, globalIndexPath(home), home)
    : indexedSessions(
      PROJECT_INDEX,
      projectPaths(findProjectRoot(scope.project ?? process.cwd()), home).index,
      home,
    );
  return entries
    .reverse()
    .sort((a, b) => (a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0));
}

/**
 * What an index and its archive hold, in the order of arrival, with `log_path` as {@link listSessions} has it; where they
 * hold the same session, the index is right. Throws StorageError.
 */
export function indexedSessions<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
  home: string,
): Entry[] {
  const entries = new Map<string, Entry>();
  for (const entry of readArchive(kind, path)) entries.set(entry.zig_session_id, entry);
  for (const entry of indexEntries(kind, path)) {
    entries.delete(entry.zig_session_id);
    entries.set(entry.zig_session_id, entry);
  }
  return [...entries.values()]
    .map((entry) => ({ ...entry, log_path: logPathInHome(entry.log_path, home) }));
}

/** A lost or damaged index is no reason to show nothing: the logs say the same. The next recording puts it right. */
export function indexEntries<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
): Entry[] {
  try {
    if (!isIndexBlank(path)) return loadIndex(kind, path).sessions;
  } catch (error) {
    if (!(error instanceof DamagedLogError)) throw error;
  }
  return kind.entriesOfLogs(path);
}

/**
 * Where a log of an index lies in this home: a home may have been moved, or mounted elsewhere in a container, and an
 * index must not lead a reader out of it.
 */
export function logPathInHome(path: string, home: string): string {
  const inside = /(?:projects\/(?!\.\.?\/)[^/]+\/)?logs\/sessions\/[^/]+\.jsonl$/.exec(path)?.[0];
  return join(home, inside ?? "logs/sessions/unknown.jsonl");
}
