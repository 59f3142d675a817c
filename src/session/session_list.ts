import process from "node:process";
import { type BriefEntry, briefEntry, scanArchive } from "./index/archive_scan.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "./index/index_kind.ts";
import {
  indexEntries,
  isRefusedFile,
  type SessionEntry,
  type SessionScope,
} from "./list_sessions.ts";
import { findProjectRoot, globalIndexPath, logPathInHome, projectPaths, zigHome } from "./paths.ts";
import { checkFoldersOf } from "../storage/home_guard.ts";
import { attemptRead } from "../storage/open_file.ts";

/**
 * The sessions of a scope, newest first, as listSessions() gives them; an archived one is read when it is asked for, so that
 * a hundred thousand of them cost little.
 */
export class SessionList implements Iterable<SessionEntry> {
  readonly #home: string;
  /** Newest first. */
  readonly #brief: readonly BriefEntry<SessionEntry>[];

  /** Throws StorageError. */
  constructor(scope: SessionScope = {}) {
    this.#home = scope.home ?? zigHome();
    const inOrder = inIndexOf(scope, this.#home, briefEntries);
    this.#brief = newestFirst(inOrder.reverse());
  }

  /** The first session of a list, without making the list; undefined where nothing was recorded. Throws StorageError. */
  static newestOf(scope: SessionScope = {}): SessionEntry | undefined {
    const home = scope.home ?? zigHome();
    const newest = inIndexOf(scope, home, newestIndexed);
    return newest ? inHome(newest, home) : new SessionList(scope).newest;
  }

  get length(): number {
    return this.#brief.length;
  }

  get newest(): SessionEntry | undefined {
    const [newest] = this;
    return newest;
  }

  /** In the order of the sessions. */
  get ids(): string[] {
    return this.#brief.map(({ zig_session_id }) => zig_session_id);
  }

  *[Symbol.iterator](): Generator<SessionEntry> {
    for (const brief of this.#brief) yield this.#entryOf(brief);
  }

  /** The one that `choose` takes, by what every session has here. */
  choose(
    choose: (sessions: readonly BriefEntry<SessionEntry>[]) => BriefEntry<SessionEntry>,
  ): SessionEntry {
    return this.#entryOf(choose(this.#brief));
  }

  #entryOf(brief: BriefEntry<SessionEntry>): SessionEntry {
    return inHome(brief.entry(), this.#home);
  }
}

function inHome(entry: SessionEntry, home: string): SessionEntry {
  return { ...entry, log_path: logPathInHome(entry.log_path, home) };
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

/** An archive that is not ours to open is no reason to show nothing. */
function scanOwnArchive<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
  visit: (brief: BriefEntry<Entry>) => void,
): void {
  try {
    scanArchive(kind, path, visit);
  } catch (error) {
    if (!isRefusedFile(error)) throw error;
  }
}

/** The newest session of an index; undefined where one of its archive may be newer, or the index names one twice. */
function newestIndexed<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
): SessionEntry | undefined {
  const entries = indexEntries(kind, path);
  if (new Set(entries.map(({ zig_session_id }) => zig_session_id)).size < entries.length) return;
  const [newest] = newestFirst(entries.reverse());
  if (!newest) return undefined;
  let isNewest = true;
  scanOwnArchive(kind, path, ({ started_at }) => isNewest &&= started_at <= newest.started_at);
  return isNewest ? newest : undefined;
}

/** In the order of arrival; of a session that is there more than once, what the index says, or the archive's last line. */
function briefEntries<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
): BriefEntry<SessionEntry>[] {
  const archived: BriefEntry<Entry>[] = [];
  scanOwnArchive(kind, path, (brief) => archived.push(brief));
  const indexed = indexEntries(kind, path).map(briefEntry);
  const late = lateIds(archived, indexed);
  if (late.size === 0) return [...archived, ...indexed];
  const entries: (BriefEntry<Entry> | undefined)[] = [], places = new Map<string, number>();
  const add = (brief: BriefEntry<Entry>) => {
    const place = entries.push(brief) - 1;
    if (late.has(brief.zig_session_id)) places.set(brief.zig_session_id, place);
  };
  for (const brief of archived) {
    const place = places.get(brief.zig_session_id);
    if (place === undefined) add(brief);
    else entries[place] = brief;
  }
  for (const brief of indexed) {
    const place = places.get(brief.zig_session_id);
    if (place !== undefined) entries[place] = undefined;
    add(brief);
  }
  return entries.filter((brief) => brief !== undefined);
}

/** The ids that do not come behind all those before them: every id that is there more than once is among them. */
function lateIds(...lists: readonly (readonly BriefEntry<unknown>[])[]): ReadonlySet<string> {
  const late = new Set<string>();
  let last = "";
  for (const list of lists) {
    for (const { zig_session_id: id } of list) {
      if (id > last) last = id;
      else late.add(id);
    }
  }
  return late;
}

/** Of equals the first stays first. */
function newestFirst<Item extends { readonly started_at: string }>(list: Item[]): Item[] {
  const isSorted = list.every(({ started_at }, index) =>
    started_at <= (list[index - 1]?.started_at ?? started_at)
  );
  return isSorted
    ? list
    : list.sort((a, b) => a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0);
}
