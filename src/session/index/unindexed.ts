import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { isSessionId, logPath, logPathInHome, pathsOfLog } from "../paths.ts";
import { makeFolder } from "../writing/make_folder.ts";
import { codeOf } from "../../storage/errors.ts";
import { openPrivateFile, readPrivateFile } from "../../storage/private/open_private.ts";
import { refusalOf } from "../../storage/private/refused_error.ts";

/**
 * A mark for each session that is not in the indexes yet: because its command has just been started, which does not wait for
 * them, or because its recorder could not lock them in time. Whoever reads or writes an index finds it without a look at the
 * logs. It holds the path of the log, below the home.
 */
function markPath(home: string, sessionId: string): string {
  return join(home, "unindexed", sessionId);
}

/** Marks a session. Throws the system's errors and StorageError. */
export function markUnindexed(home: string, path: string): void {
  const mark = markPath(home, basename(path, ".jsonl"));
  makeFolder(dirname(mark));
  const descriptor = openPrivateFile(mark, "create");
  try {
    fs.writeSync(descriptor, path.slice(home.length + 1));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Takes a mark away, if it is there. */
export function unmark(home: string, sessionId: string): void {
  fs.rmSync(markPath(home, sessionId), { force: true });
}

/** The logs of the marked sessions, in no order; a mark that is damaged, or is not ours to open, is passed over. */
export function unindexedLogs(home: string): string[] {
  return markedIds(home).flatMap((sessionId) => {
    try {
      const path = logPathInHome(readPrivateFile(markPath(home, sessionId)), home);
      return path === logPath(pathsOfLog(path), sessionId) && fs.existsSync(path) ? [path] : [];
    } catch (error) {
      if (codeOf(error) === "" && !refusalOf(error)) throw error;
      return [];
    }
  });
}

function markedIds(home: string): string[] {
  try {
    return fs.readdirSync(join(home, "unindexed")).filter(isSessionId);
  } catch {
    return [];
  }
}
