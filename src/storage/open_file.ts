import fs from "node:fs";
import { codeOf, reasonOf, StorageError } from "./errors.ts";

// A pipe in the place of a log would otherwise keep us waiting for its writer. Windows has no such flag, and no such pipe.
const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file for reading and returns its descriptor. Throws StorageError, also for a folder, and for a pipe or a
 * device, which may have no end.
 */
export function openRegularFile(path: string): number {
  const descriptor = attemptRead(path, () => fs.openSync(path, FLAGS));
  if (fs.fstatSync(descriptor).isFile()) return descriptor;
  fs.closeSync(descriptor);
  throw new StorageError(`Could not read "${path}"`, "it is not a regular file", "Remove it");
}

/** Runs a call that reads the file at `path`. Throws StorageError where it fails. */
export function attemptRead<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const advice = codeOf(error) === "ENOENT"
      ? "It has been deleted or moved"
      : "Ask its owner for access";
    throw new StorageError(`Could not read "${path}"`, reasonOf(error), advice, { cause: error });
  }
}
