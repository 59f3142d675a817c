import fs from "node:fs";
import { dirname, join } from "node:path";
import { Backoff } from "../../runtime/backoff.ts";
import { withLockFile } from "../../storage/lock_file.ts";
import { StorageError } from "../../storage/errors.ts";
import { DamagedLogError } from "../errors.ts";
import { appendToArchive, readArchive } from "./archive/index_archive.ts";
import { isIndexBlank, loadIndex, readIndexText, saveIndex, saveIndexText } from "./index_file.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "./index_kind.ts";
import { type EntryChanges, IndexText } from "./index_text.ts";
import { liveSessions } from "../lifecycle/liveness.ts";
import type {
  GlobalSessionEntry,
  GlobalSessionIndex,
  SessionIndex,
  SessionLogIndex,
  SessionLogIndexEntry,
} from "./session_index.ts";

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

/** How many sessions an index holds, beside the live ones; older ones are archived. */
export const INDEX_SESSIONS = 2000;

/** Who must not wait makes an index anew from no more logs than this: it takes a tenth of a millisecond for each. */
const MOST_REBUILT = 2000;

/** An index is lost, and to make it anew takes longer than there is time for. */
export class LostIndexError extends StorageError {
  constructor(path: string) {
    super(
      `Could not add to the index "${path}"`,
      "it is lost",
      "Make it anew: zig-session repair --all --write",
    );
  }
}

/** Loads, changes and saves a project's index under its lock, so that no parallel run loses an entry. */
export function updateProjectIndex(path: string, change: (index: SessionLogIndex) => void): void {
  updateIndex(PROJECT_INDEX, path, change);
}

/** Loads, changes and saves the index of all projects under its lock. */
export function updateGlobalIndex(path: string, change: (index: GlobalSessionIndex) => void): void {
  updateIndex(GLOBAL_INDEX, path, change);
}

/**
 * {@link updateProjectIndex} or {@link updateGlobalIndex}. An index that is lost is made anew from the logs, as one that is
 * damaged, which is set aside as `<name>.damaged-<n>`; what is over the limit goes to the archive, which is written first, so
 * that a crash leaves an entry twice rather than never.
 */
export function updateIndex<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  change: (index: SessionIndex<Entry>) => void,
): void {
  withIndexLock(path, () => updateLocked(kind, path, change));
}

/** What makes {@link changeEntries} cheaper. */
export interface KnownIndex<Entry extends AnyEntry> {
  /** A log that says nothing that the change does not, and so is not read should the index be lost. */
  readonly ownLog?: string;
  /** How long others may hold the lock, in milliseconds; default 5 s. Throws LockHeldError after that. */
  readonly waitMs?: number;
  /** The index after the last change: where it is the same still, it is not taken apart again. */
  readonly last?: IndexText<Entry> | undefined;
}

/**
 * {@link updateIndex} for a change that looks at no entries but its own, in a tenth of the time. Returns the index as it
 * is then; undefined for one that had to be looked at entry by entry.
 */
export function changeEntries<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  change: (index: EntryChanges<Entry>) => void,
  known: KnownIndex<Entry> = {},
): IndexText<Entry> | undefined {
  return withIndexLock(path, () => {
    const index = loadText(kind, path, known);
    if (!index) {
      updateLocked(kind, path, change);
      return undefined;
    }
    change(index);
    const overflow = index.takeOverflow(INDEX_SESSIONS, liveEntries(kind, path));
    if (overflow.length > 0) appendToArchive(kind, path, overflow);
    saveIndexText(path, index.toString());
    return index;
  }, known.waitMs);
}

/**
 * Runs `action` while no other process changes the index at this path; `waitMs` is how long is
 * waited for them at most; by default as long as they make progress, and 5 s when they do not.
 */
export function withIndexLock<T>(path: string, action: () => T, waitMs?: number): T {
  // Each change replaces the file.
  const progress = () => fs.statSync(path, { throwIfNoEntry: false })?.ino ?? 0;
  const backoff = waitMs === undefined
    ? new Backoff(progress)
    : new Backoff(progress, waitMs, waitMs);
  return withLockFile(join(dirname(path), ".index.lock"), action, backoff);
}

/** Undefined for what has to be looked at entry by entry. */
function loadText<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  { ownLog, last, waitMs }: KnownIndex<Entry>,
): IndexText<Entry> | undefined {
  try {
    const text = readIndexText(path);
    if (text === "") {
      if (waitMs !== undefined && kind.logsOf(path).length > MOST_REBUILT) {
        throw new LostIndexError(path);
      }
      return IndexText.from(kind, rebuild(kind, path, ownLog).sessions);
    }
    return last?.toString() === text ? last : IndexText.of(kind, text);
  } catch (error) {
    if (!(error instanceof DamagedLogError)) throw error;
    return undefined;
  }
}

function updateLocked<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  change: (index: SessionIndex<Entry>) => void,
): void {
  const index = loadOrRebuild(kind, path);
  change(index);
  const overflow = takeOverflow(kind, path, index);
  if (overflow.length > 0) appendToArchive(kind, path, overflow);
  saveIndex(kind, path, index);
}

function loadOrRebuild<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
): SessionIndex<Entry> {
  try {
    const index = loadIndex(kind, path);
    return isIndexBlank(path) ? rebuild(kind, path) : index;
  } catch (error) {
    if (!(error instanceof DamagedLogError)) throw error;
    setAside(path);
    return rebuild(kind, path);
  }
}

function rebuild<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  exceptLog?: string,
): SessionIndex<Entry> {
  const archived = new Set(readArchive(kind, path).map(({ zig_session_id }) => zig_session_id));
  const entries = kind.entriesOfLogs(path, exceptLog);
  return kind.make(entries.filter(({ zig_session_id }) => !archived.has(zig_session_id)));
}

/** Never overwritten: what it holds may be all that is left of a session. */
function setAside(path: string): void {
  let number = 1;
  while (isThere(`${path}.damaged-${number}`)) number++;
  fs.renameSync(path, `${path}.damaged-${number}`);
}

/** Also a symbolic link that leads nowhere. */
function isThere(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Takes the oldest entries out that are over the limit, but for those that somebody records now. */
function takeOverflow<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  index: SessionIndex<Entry>,
): Entry[] {
  const excess = index.sessions.length - INDEX_SESSIONS;
  if (excess <= 0) return [];
  const isLive = liveEntries(kind, path);
  const overflow: Entry[] = [], kept: Entry[] = [];
  for (const entry of index.sessions.slice(0, excess)) {
    (isLive(entry) ? kept : overflow).push(entry);
  }
  index.sessions = [...kept, ...index.sessions.slice(excess)];
  return overflow;
}

/** Tells whether somebody records an entry's session now: one look at each folder, however many entries are without an end. */
function liveEntries<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
): (entry: Entry) => boolean {
  const liveByFolder = new Map<string, ReadonlySet<string>>();
  return (entry) => {
    const { status, zig_session_id } = entry;
    if (status !== null) return false;
    const folder = kind.sessionsOf(entry, path);
    const live = liveByFolder.get(folder) ?? liveSessions(folder);
    liveByFolder.set(folder, live);
    return live.has(zig_session_id);
  };
}
