import { LockHeldError } from "../../storage/lock_file.ts";
import { probeLiveness } from "../lifecycle/liveness.ts";
import { globalIndexPath, logPath, pathsOfLog, type ProjectPaths, zigHome } from "../paths.ts";
import type { JoinOptions, SessionOptions } from "../writing/session_options.ts";
import type { SessionStatus } from "../event.ts";
import { addedMs, laterTimestamp, timestamp } from "../writing/timestamp.ts";
import { EntryRegistration } from "./entry_registration.ts";
import { GLOBAL_INDEX, globalEntry, type IndexKind, PROJECT_INDEX } from "./index_kind.ts";
import { changeEntries, LostIndexError } from "./index_update.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";
import { markUnindexed, unindexedLogs, unmark } from "./unindexed.ts";

/** Of others' sessions that are in no index, so many are entered at once. */
const MOST_ADOPTED = 20;
/** How long the end of a command waits for either index. */
const END_WAIT_MS = 400;

/**
 * A session's entries in the index of its project and in the global one. Each is tried whatever becomes of the other; what
 * fails goes to `onIndexError`, without which the first StorageError is thrown.
 */
export class SessionRegistration {
  readonly #home: string;
  readonly #onError: ((error: Error) => void) | undefined;
  readonly #project: EntryRegistration<SessionLogIndexEntry>;
  readonly #global: EntryRegistration<GlobalSessionEntry>;
  /** Undefined for a session that another process has made. */
  #entry: SessionLogIndexEntry | undefined;
  #isMarked = false;
  /** Whether a command waits for us. */
  #isHurried = false;

  constructor(
    readonly sessionId: string,
    readonly paths: ProjectPaths,
    { home = zigHome(), onIndexError }: JoinOptions,
  ) {
    const log = logPath(paths, sessionId);
    this.#home = home;
    this.#onError = onIndexError;
    this.#project = new EntryRegistration(PROJECT_INDEX, paths.index, log);
    this.#global = new EntryRegistration(GLOBAL_INDEX, globalIndexPath(home), log);
  }

  /**
   * Says as what a session is to be entered; with `indexLater`, a mark tells others of it until it is in both indexes.
   * To be called before there is a log: who is killed in between leaves none that nobody knows of.
   */
  begin({ workflow_name, workflow_path, indexLater }: SessionOptions, started_at: string): void {
    const { sessionId: zig_session_id, paths: { storage: workspace_path } } = this;
    const log_path = logPath(this.paths, zig_session_id);
    const names = { zig_session_id, workflow_name, workflow_path, log_path };
    this.#entry = { ...names, started_at, ended_at: null, status: null, workspace_path };
    this.#isHurried = indexLater === true;
    if (this.#isHurried) this.#mark();
  }

  /**
   * Enters the session; `waitMs` is how long others may hold the lock of an index, and after that the mark stays.
   * Returns whether it is in both.
   */
  register(waitMs?: number): boolean {
    const entry = this.#entry;
    if (!entry) return true;
    return this.#inBoth(
      () => this.#project.enter(entry, waitMs),
      () => this.#global.enter(globalEntry(entry, this.paths.storage), waitMs),
    );
  }

  /** When a session ends: so many milliseconds after its start where that is known, else now, and not before `lastTs`. */
  endedAt(durationMs: number | undefined, lastTs: string): string {
    return this.#entry && durationMs !== undefined
      ? addedMs(this.#entry.started_at, durationMs)
      : laterTimestamp(timestamp(), lastTs);
  }

  /** Notes that the session has ended. One that is marked waits for nobody long: then the mark stays. */
  stamp(ended_at: string, status: SessionStatus): void {
    const { sessionId, paths: { storage } } = this, entry = this.#entry, end = { ended_at, status };
    const waitMs = this.#isHurried ? END_WAIT_MS : undefined;
    const global = entry && globalEntry(entry, storage);
    const isDone = this.#inBoth(
      () => this.#project.stamp(sessionId, end, entry, waitMs),
      () => this.#global.stamp(sessionId, end, global, waitMs),
    );
    // What stands in the way of others' sessions is no fault of ours: their marks stay for whoever comes next.
    if (isDone && waitMs !== undefined) errorOf(() => enterMarked(this.#home));
  }

  #mark(): void {
    const [error] = errorOf(() => markUnindexed(this.#home, logPath(this.paths, this.sessionId)));
    this.#isMarked = error === undefined;
    if (error !== undefined) this.#report(error);
  }

  #inBoth(project: () => void, global: () => void): boolean {
    const errors = [project, global].flatMap(errorOf);
    const isDone = errors.length === 0;
    if (isDone && this.#isMarked) {
      unmark(this.#home, this.sessionId);
      this.#isMarked = false;
    } else if (!isDone && this.#isHurried && !this.#isMarked) this.#mark();
    errors.forEach((error) => this.#report(error));
    return isDone;
  }

  /** Throws what nobody wants to hear of. */
  #report(error: unknown): void {
    // Whoever comes next finds the mark.
    if (this.#isMarked && (error instanceof LockHeldError || error instanceof LostIndexError)) {
      return;
    }
    if (!this.#onError || !(error instanceof Error)) throw error;
    this.#onError(error);
  }
}

function errorOf(action: () => void): [] | [unknown] {
  try {
    action();
    return [];
  } catch (error) {
    return [error];
  }
}

/** Enters sessions of others that are marked because their recorders could not do so. Throws as {@link changeEntries}. */
function enterMarked(home: string): void {
  for (const log of unindexedLogs(home).slice(0, MOST_ADOPTED)) {
    if (probeLiveness(log) === "alive") continue;
    const { index } = pathsOfLog(log);
    enterLog(PROJECT_INDEX, index, log);
    const entry = enterLog(GLOBAL_INDEX, globalIndexPath(home), log);
    if (entry) unmark(home, entry.zig_session_id);
  }
}

function enterLog<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
  log: string,
): Entry | undefined {
  const entry = kind.entryOfLog(log, path);
  if (!entry) return undefined;
  const { zig_session_id, ended_at, status } = entry;
  changeEntries(kind, path, (index) => {
    const isStamped = status !== null && ended_at !== null &&
      index.stamp(zig_session_id, ended_at, status);
    if (!isStamped) index.upsert(entry);
  }, { waitMs: 0 });
  return entry;
}
