import { basename } from "node:path";
import process from "node:process";
import { DamagedLogError } from "../errors.ts";
import { readArchive } from "../index/archive/index_archive.ts";
import { isIndexBlank, loadIndex } from "../index/index_file.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "../index/index_kind.ts";
import { unindexedLogs } from "../index/unindexed.ts";
import {
  findProjectRoot,
  globalIndexPath,
  logPathInHome,
  projectPaths,
  zigHome,
} from "../paths.ts";
import { checkFoldersOf } from "../../storage/private/home_guard.ts";
import { attemptRead } from "../../storage/open_file.ts";
import { refusalOf } from "../../storage/private/refused_error.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "../index/session_index.ts";

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
  return newestFirst(entries);
}

/** Turns an order of arrival into one by start, in place: the newest first, and of equals the last that arrived. */
export function newestFirst<Session extends { readonly started_at: string }>(
  arrived: Session[],
): Session[] {
  const list = arrived.reverse();
  // As a rule; to sort a long list nevertheless takes many more comparisons.
  const isSorted = list.every(({ started_at }, index) =>
    started_at <= (list[index - 1]?.started_at ?? started_at)
  );
  return isSorted
    ? list
    : list.sort((a, b) => a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0);
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
  attemptRead(path, () => checkFoldersOf(path, "read"));
  // The index first: what moves from it to the archive meanwhile is then seen twice, not never.
  const indexed = indexEntries(kind, path);
  return eachOnce(unlessRefused(() => readArchive(kind, path), []), indexed)
    .map((entry) => inHome(entry, home));
}

/** In the order of arrival; where both hold the same session, the index is right, and of two entries in one the later. */
export function eachOnce<Entry extends SessionEntry>(
  archived: readonly Entry[],
  indexed: readonly Entry[],
): Entry[] {
  const entries = new Map<string, Entry>();
  for (const entry of archived) entries.set(entry.zig_session_id, entry);
  for (const entry of indexed) {
    entries.delete(entry.zig_session_id);
    entries.set(entry.zig_session_id, entry);
  }
  return [...entries.values()];
}

/** An entry with `log_path` where the log lies in this home. */
export function inHome<Entry extends SessionEntry>(entry: Entry, home: string): Entry {
  return { ...entry, log_path: logPathInHome(entry.log_path, home) };
}

/** What an archive gives; one that is not ours to open is no reason to show nothing. */
export function unlessRefused<T>(read: () => T, instead: T): T {
  try {
    return read();
  } catch (error) {
    if (!isRefusedFile(error)) throw error;
    return instead;
  }
}

/** A lost or damaged index is no reason to show nothing: the logs say the same. The next recording puts it right. */
export function indexEntries<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
): Entry[] {
  try {
    if (!isIndexBlank(path)) return withUnindexed(kind, path, loadIndex(kind, path).sessions);
  } catch (error) {
    if (!(error instanceof DamagedLogError || isRefusedFile(error))) throw error;
  }
  return kind.entriesOfLogs(path);
}

/** With those that the index does not have yet, behind those that it has. */
function withUnindexed<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
  indexed: Entry[],
): Entry[] {
  const marked = unindexedLogs(kind.homeOf(path));
  if (marked.length === 0) return indexed;
  const known = new Set(indexed.map(({ zig_session_id }) => zig_session_id));
  const entries = marked.filter((log) => !known.has(basename(log, ".jsonl")))
    .flatMap((log) => kind.entryOfLog(log, path) ?? [])
    .sort((a, b) => (a.started_at < b.started_at ? -1 : 1));
  return [...indexed, ...entries];
}

/** Of a folder that is not ours to open, there is nothing else to be read. */
function isRefusedFile(error: unknown): boolean {
  return refusalOf(error)?.isFolder === false;
}
