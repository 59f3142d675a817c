import fs from "node:fs";
import { writeWhole } from "../../storage/copy_bytes.ts";
import { reasonOf, StorageError } from "../../storage/errors.ts";
import { openPrivateFile } from "../../storage/private/open_private.ts";
import { adviceOf } from "../../storage/private/refused_error.ts";
import { lineOf } from "./repair_events.ts";
import type { LogPlan } from "./repair_plan.ts";

/**
 * Appends what a plan adds at the end of a log in which nothing else is to change, and hands it to the device. Its lock is
 * the caller's. Throws StorageError; then the log is as it was.
 */
export function appendToLog(logPath: string, { sessionId, scan, end }: LogPlan): void {
  let seq = scan.check.events;
  const lines = end.map((event) => lineOf(event, ++seq, sessionId));
  try {
    const descriptor = openPrivateFile(logPath, "append-existing");
    try {
      append(descriptor, Buffer.concat(lines), scan.size);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    throw new StorageError(
      `Could not write the log "${logPath}"`,
      reasonOf(error),
      adviceOf(error, "Make room or give access there"),
      { cause: error },
    );
  }
}

function append(descriptor: number, bytes: Uint8Array, sizeBefore: number): void {
  try {
    writeWhole(descriptor, bytes);
    fs.fsyncSync(descriptor);
  } catch (error) {
    fs.ftruncateSync(descriptor, sizeBefore);
    throw error;
  }
}
