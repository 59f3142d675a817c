import type { SessionStatus } from "../event.ts";
import { globalIndexPath, type ProjectPaths, zigHome } from "../paths.ts";
import type { JoinOptions } from "../writing/session_options.ts";
import { amendIndex, changeEntries } from "./index_update.ts";
import { readArchive } from "./index_archive.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "./index_kind.ts";
import type { EntryChanges, IndexText } from "./index_text.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";

/** What both indexes say of a session when it begins, beside its id. */
export interface RegistrationFields {
  readonly workflow_name: string;
  readonly workflow_path: string;
  readonly log_path: string;
  readonly started_at: string;
}

/**
 * A session's entries in the index of its project and in the global one. Each is tried whatever becomes of the other; what
 * fails goes to `onIndexError`, without which the first StorageError is thrown.
 */
export class SessionRegistration {
  readonly #home: string;
  readonly #onError: ((error: Error) => void) | undefined;
  /** The indexes as the session was entered in them: when it ends, nothing else may have changed in them. */
  #project: IndexText<SessionLogIndexEntry> | undefined;
  #global: IndexText<GlobalSessionEntry> | undefined;

  constructor(
    readonly sessionId: string,
    readonly paths: ProjectPaths,
    { home = zigHome(), onIndexError }: JoinOptions,
  ) {
    this.#home = home;
    this.#onError = onIndexError;
  }

  /** Enters a session that begins. */
  register({ workflow_name, workflow_path, log_path, started_at }: RegistrationFields): void {
    const times = { started_at, ended_at: null, status: null };
    const { storage } = this.paths, { sessionId: zig_session_id } = this;
    const entry = { zig_session_id, workflow_name, workflow_path, log_path, ...times };
    const projectEntry = { ...entry, workspace_path: storage };
    const globalEntry = { zig_session_id, workflow_name, project: storage, log_path, ...times };
    const known = { ownLog: log_path };
    this.#inBoth(
      (path) => {
        const enter = (index: EntryChanges<SessionLogIndexEntry>) => index.upsert(projectEntry);
        this.#project = changeEntries(PROJECT_INDEX, path, enter, known);
      },
      (path) => {
        const enter = (index: EntryChanges<GlobalSessionEntry>) => index.upsert(globalEntry);
        this.#global = changeEntries(GLOBAL_INDEX, path, enter, known);
      },
    );
  }

  /** Notes that the session has ended. */
  stamp(endedAt: string, status: SessionStatus): void {
    const end = { id: this.sessionId, endedAt, status };
    this.#inBoth(
      (path) => stampIn(PROJECT_INDEX, path, end, this.#project),
      (path) => stampIn(GLOBAL_INDEX, path, end, this.#global),
    );
  }

  #inBoth(project: (path: string) => void, global: (path: string) => void): void {
    const errors: unknown[] = [];
    for (
      const action of [
        () => project(this.paths.index),
        () => global(globalIndexPath(this.#home)),
      ]
    ) {
      try {
        action();
      } catch (error) {
        errors.push(error);
      }
    }
    for (const error of errors) {
      if (!this.#onError || !(error instanceof Error)) throw error;
      this.#onError(error);
    }
  }
}

interface SessionEnd {
  readonly id: string;
  readonly endedAt: string;
  readonly status: SessionStatus;
}

/** A session that has been open for long may have moved to the archive. */
function stampIn<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
  { id, endedAt, status }: SessionEnd,
  last: IndexText<Entry> | undefined,
): void {
  let isIndexed = false;
  changeEntries(kind, path, (index) => isIndexed = index.stamp(id, endedAt, status), { last });
  if (isIndexed) return;
  const archived = readArchive(kind, path).find((entry) => entry.zig_session_id === id);
  if (archived) amendIndex(kind, path, [{ ...archived, ended_at: endedAt, status }]);
}
