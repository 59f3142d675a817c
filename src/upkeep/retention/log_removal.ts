import fs from "node:fs";
import { codeOf } from "../../storage/errors.ts";
import { lockWithin } from "../../storage/lock_file.ts";
import type { Liveness } from "../../session/lifecycle/liveness.ts";
import { judgeLog } from "./log_verdict.ts";

/** What became of a log: another process may have removed it, or have begun to write to it. */
export type LogRemoval = "removed" | "gone" | "live" | "replaced";

// Another removal, or an append, is over in less; a repair may hold it for longer.
const LOCK_WAIT_MS = 500;

/**
 * Removes a log, unless somebody records its session. All who append hold the log's lock and then look whether it is still
 * there, so that none of them writes to a log that this removes. `liveness` is as in {@link judgeLog}. Throws StorageError and
 * the system's errors.
 */
export function removeLog(path: string, liveness: Liveness): LogRemoval {
  const descriptor = openRegular(path);
  if (descriptor === undefined) return "gone";
  try {
    if (!lockWithin(descriptor, LOCK_WAIT_MS)) return "live";
    const opened = fs.fstatSync(descriptor);
    const atPath = fs.lstatSync(path, { throwIfNoEntry: false });
    if (!atPath) return "gone";
    if (!opened.isFile() || opened.ino !== atPath.ino || opened.dev !== atPath.dev) {
      return "replaced";
    }
    if (judgeLog(path, liveness).live) return "live";
    fs.unlinkSync(path);
    return "removed";
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Neither through a symbolic link nor waiting for the other end of a FIFO. For writing, as flock on NFS wants it. */
function openRegular(path: string): number | undefined {
  const { O_RDWR, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  try {
    return fs.openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
