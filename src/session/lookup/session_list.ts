import fs from "node:fs";
import process from "node:process";
import { storedEntries } from "./stored_entries.ts";
import { type EntrySummary, summaryOf } from "../index/archive/archive_scan.ts";
import { archivePath } from "../index/archive/index_archive.ts";
import { archivedLike } from "../index/archive/archived_like.ts";
import { IdEnds } from "../index/id_ends.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "../index/index_kind.ts";
import { latestArchived } from "../index/archive/latest_archived.ts";
import {
  eachOnce,
  indexEntries,
  inHome,
  newestFirst,
  type SessionEntry,
  type SessionScope,
  unlessRefused,
} from "./list_sessions.ts";
import { findProjectRoot, globalIndexPath, projectPaths, zigHome } from "../paths.ts";
import { checkFoldersOf } from "../../storage/private/home_guard.ts";
import { attemptRead } from "../../storage/open_file.ts";

/** A session of which no more may have been read than its id. */
export interface FoundSession {
  readonly zig_session_id: string;
  /** Throws StorageError. */
  entry(): SessionEntry;
}

/** What part of an index is newer than its archive, as a rule. */
const MOSTLY_NEWER = 0.9;

/** The entries of an index, and ways to its archive. */
interface IndexAndArchive {
  /** In the order of arrival, each session once. */
  readonly indexed: readonly SessionEntry[];
  /** See latestArchived(). */
  latestArchived(least: string): string;
  archivedLike(wanted: IdEnds): SessionEntry[];
  readonly hasArchive: boolean;
  /** All there are, newest first. */
  all(): readonly EntrySummary<SessionEntry>[];
}

/**
 * The sessions of a scope, newest first, as listSessions() gives them. The index is read at once; of the archive no more than
 * is asked for, so that the newest of a hundred thousand, or one that is known by its id, cost little.
 */
export class SessionList implements Iterable<SessionEntry> {
  readonly #home: string;
  readonly #source: IndexAndArchive;
  #all: readonly EntrySummary<SessionEntry>[] | undefined;

  /** Throws StorageError, as all of this does. */
  constructor(scope: SessionScope = {}) {
    this.#home = scope.home ?? zigHome();
    this.#source = inIndexOf(scope, this.#home, indexAndArchive);
  }

  /** The first session; undefined where nothing was recorded. */
  get newest(): SessionEntry | undefined {
    const [newest] = this;
    return newest;
  }

  /** Whether there are older ones than the index has, which take longer to count than to show the newest. */
  get hasArchive(): boolean {
    return this.#source.hasArchive;
  }

  get length(): number {
    return this.#summary.length;
  }

  /** In the order of the sessions. */
  get ids(): string[] {
    return this.#summary.map(({ zig_session_id }) => zig_session_id);
  }

  *[Symbol.iterator](): Generator<SessionEntry> {
    const given = new Set<string>();
    for (const entry of this.#newestIndexed()) {
      given.add(entry.zig_session_id);
      yield inHome(entry, this.#home);
    }
    for (const summary of this.#summary) {
      if (!given.has(summary.zig_session_id)) yield inHome(summary.entry(), this.#home);
    }
  }

  /**
   * Those, newest first, whose id may begin or end with one of these texts, in any case, and some others: all, where a text has
   * fewer than four characters.
   */
  like(texts: Iterable<string>): FoundSession[] {
    const wanted = new IdEnds(texts), { indexed } = this.#source;
    const found = wanted.any ? this.#summary : newestFirst(
      eachOnce(
        this.#source.archivedLike(wanted),
        indexed.filter(({ zig_session_id }) => wanted.mayFit(zig_session_id)),
      ),
    ).map(summaryOf);
    return found.map((summary) => ({
      zig_session_id: summary.zig_session_id,
      entry: () => inHome(summary.entry(), this.#home),
    }));
  }

  get #summary(): readonly EntrySummary<SessionEntry>[] {
    return this.#all ??= this.#source.all();
  }

  /** The entries of the index that stand before all archived ones. */
  #newestIndexed(): SessionEntry[] {
    if (this.#all) return [];
    const sorted = newestFirst([...this.#source.indexed]);
    // What has been running for long is old, and yet not in the archive.
    const least = sorted[Math.floor(MOSTLY_NEWER * sorted.length)]?.started_at ?? "";
    const latest = this.#source.latestArchived(least);
    return sorted.filter(({ started_at }) => started_at >= latest);
  }
}

function inIndexOf<T>(
  { global, project }: SessionScope,
  home: string,
  read: <Entry extends SessionEntry>(kind: IndexKind<Entry>, path: string) => T,
): T {
  const readSafely = <Entry extends SessionEntry>(kind: IndexKind<Entry>, path: string) => {
    attemptRead(path, () => checkFoldersOf(path, "read"));
    return read(kind, path);
  };
  if (global) return readSafely(GLOBAL_INDEX, globalIndexPath(home));
  const root = findProjectRoot(project ?? process.cwd());
  return readSafely(PROJECT_INDEX, projectPaths(root, home).index);
}

function indexAndArchive<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
): IndexAndArchive {
  const indexed = eachOnce([], indexEntries(kind, path));
  return {
    indexed,
    hasArchive: fs.existsSync(archivePath(path)),
    latestArchived: (least) => unlessRefused(() => latestArchived(kind, path, least), least),
    archivedLike: (wanted) => unlessRefused(() => archivedLike(kind, path, wanted), []),
    all: () => newestFirst(storedEntries(kind, path, indexed)),
  };
}
