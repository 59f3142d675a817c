import fs from "node:fs";
import { reasonOf, StorageError } from "../../storage/errors.ts";
import { type IndexSelection, pruneIndexes } from "../../session/index/index_pruning.ts";
import { removeLog } from "./log_removal.ts";
import { logPath } from "../../session/paths.ts";
import { bytesOf, type SessionFiles, SessionFolder } from "./session_folder.ts";
import type { LeftAlone, StoredSession } from "./stored_session.ts";

/** What is to be removed. */
export interface RemovalOrder {
  readonly sessions: readonly StoredSession[];
  /** Whose entries go once their logs are gone. */
  readonly indexes: IndexSelection;
  /** Whether what stands beside a log that is gone goes too. */
  readonly orphaned: (id: string) => boolean;
}

/** What was removed. */
export interface RemovalReport {
  readonly removed: StoredSession[];
  /** Files of sessions whose logs had been gone before, and their bytes. */
  leftoverFiles: number;
  leftoverBytes: number;
  /** The sessions that are no longer in the indexes. */
  entries: ReadonlySet<string>;
  readonly leftAlone: LeftAlone[];
  /** What stood in the way; the same again finishes the work. */
  readonly errors: Error[];
}

/**
 * Removes sessions: the log first, then what stands beside it, at last the entries in both indexes. A crash in between
 * leaves files and entries without a log, which nobody can take for a session, and which the next removal collects. The
 * other way round it would leave a log that no index knows: the look of a session that an index has lost, and that
 * deserves to be entered again.
 */
export function removeSessions({ sessions, indexes, orphaned }: RemovalOrder): RemovalReport {
  const report: RemovalReport = {
    removed: [],
    leftoverFiles: 0,
    leftoverBytes: 0,
    entries: new Set(),
    leftAlone: [],
    errors: [],
  };
  const byFolder = Map.groupBy(sessions, ({ paths }) => paths.sessions);
  for (const paths of indexes.projects) {
    attempt(report, paths.sessions, () => {
      using folder = SessionFolder.open(paths, indexes.home);
      if (!folder) return;
      for (const session of byFolder.get(paths.sessions) ?? []) {
        attempt(report, logPath(paths, session.id), () => removeOne(folder, session, report));
      }
      for (const orphan of folder.orphans.filter(({ id }) => orphaned(id))) {
        attempt(report, paths.sessions, () => removeOrphan(folder, orphan, report));
      }
    });
  }
  const { ids, errors } = pruneIndexes(indexes);
  report.entries = ids;
  report.errors.push(...errors);
  return report;
}

const OBSTACLES = {
  live: "it is being recorded, or repaired",
  replaced: "another file has taken its place",
};

function removeOne(folder: SessionFolder, session: StoredSession, report: RemovalReport): void {
  const { id, paths } = session;
  const files = folder.sessions.get(id);
  // Who was faster has the merit.
  if (!files?.log) return;
  const became = removeLog(folder.at(files.log), folder.livenessOf(files));
  if (became === "gone") return;
  if (became === "removed") {
    report.removed.push(session);
    removeSidecars(folder, files);
  } else report.leftAlone.push({ path: logPath(paths, id), reason: OBSTACLES[became] });
}

function removeOrphan(folder: SessionFolder, files: SessionFiles, report: RemovalReport): void {
  // A folder that changes while it is listed may show what was made later and not what was made before.
  if (fs.existsSync(folder.at({ name: `${files.id}.jsonl` }))) return;
  removeSidecars(folder, files);
  report.leftoverFiles += files.sidecars.length;
  report.leftoverBytes += bytesOf(files);
}

function removeSidecars(folder: SessionFolder, { sidecars }: SessionFiles): void {
  for (const file of sidecars) fs.rmSync(folder.at(file), { force: true });
}

/** One session that cannot be removed must not keep the others. */
function attempt(report: RemovalReport, path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const reason = error instanceof StorageError ? error.obstacle : reasonOf(error);
    report.errors.push(
      new StorageError(`Could not remove "${path}"`, reason, "Give access to it, and try again", {
        cause: error,
      }),
    );
  }
}
