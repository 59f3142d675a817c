import fs from "node:fs";
import { codeOf } from "../../storage/errors.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "./index_kind.ts";
import { removeFromIndex } from "./index_amendment.ts";
import { indexedSessions, type SessionEntry } from "../lookup/list_sessions.ts";
import { globalIndexPath, type ProjectPaths } from "../paths.ts";

/** The indexes of some projects and the global one, and which of their entries are meant. */
export interface IndexSelection {
  readonly home: string;
  readonly projects: readonly ProjectPaths[];
  readonly concerns: (entry: SessionEntry) => boolean;
}

/** Which sessions are no longer in the indexes, and what kept some of them in one. */
export interface PruneReport {
  readonly ids: ReadonlySet<string>;
  readonly errors: readonly Error[];
}

/**
 * Takes the sessions whose logs are gone out of the indexes and their archives. Each index is tried whatever becomes of
 * the others.
 */
export function pruneIndexes(selection: IndexSelection): PruneReport {
  const pruned = new Set<string>(), errors: Error[] = [];
  for (const { ids, remove } of indexesOf(selection)) {
    try {
      const gone = ids();
      if (gone.size > 0) remove(gone);
      for (const id of gone) pruned.add(id);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errors.push(error);
    }
  }
  return { ids: pruned, errors };
}

/** The ids of the sessions that {@link pruneIndexes} would take out. Throws StorageError. */
export function entriesWithoutLog(selection: IndexSelection): Set<string> {
  return new Set(indexesOf(selection).flatMap(({ ids }) => [...ids()]));
}

interface PrunedIndex {
  readonly ids: () => Set<string>;
  readonly remove: (ids: ReadonlySet<string>) => void;
}

function indexesOf({ home, projects, concerns }: IndexSelection): PrunedIndex[] {
  const prunedIndex = <Entry extends SessionEntry>(kind: IndexKind<Entry>, path: string) => ({
    ids: () => {
      const gone = indexedSessions(kind, path, home)
        .filter((entry) => concerns(entry) && isGone(entry.log_path));
      return new Set(gone.map(({ zig_session_id }) => zig_session_id));
    },
    remove: (ids: ReadonlySet<string>) => removeFromIndex(kind, path, ids),
  });
  return [
    ...projects.map(({ index }) => prunedIndex(PROJECT_INDEX, index)),
    prunedIndex(GLOBAL_INDEX, globalIndexPath(home)),
  ];
}

/** A log that cannot be looked at is not gone; one whose name no file can have is. */
function isGone(path: string): boolean {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"].includes(codeOf(error));
  }
}
