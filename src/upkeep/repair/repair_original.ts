import fs from "node:fs";
import { codeOf } from "../../storage/errors.ts";

/**
 * Keeps a log that is about to be replaced as `<id>.original`, or `<id>.original-2` and so on where that is taken, and
 * returns its path. Throws the system's error.
 */
export function keepOriginal(logPath: string): string {
  const base = `${logPath.replace(/\.jsonl$/, "")}.original`;
  const { dev, ino } = fs.lstatSync(logPath);
  for (let number = 1;; number++) {
    const path = number === 1 ? base : `${base}-${number}`;
    const taken = fs.lstatSync(path, { throwIfNoEntry: false });
    // A repair that was killed just before it replaced the log has kept it already.
    if (taken?.dev === dev && taken.ino === ino) return path;
    if (!taken && keepAs(logPath, path)) return path;
  }
}

/** A second name costs nothing, however long the log; where the file system has none, it is copied. */
function keepAs(logPath: string, path: string): boolean {
  try {
    fs.linkSync(logPath, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
  }
  fs.copyFileSync(logPath, path, fs.constants.COPYFILE_EXCL);
  return true;
}
