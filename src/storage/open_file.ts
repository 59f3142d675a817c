import { codeOf, reasonOf, StorageError } from "./errors.ts";
import { openPrivateFile } from "./private/open_private.ts";
import { adviceOf } from "./private/refused_error.ts";

/**
 * {@link openPrivateFile} for reading. Throws StorageError, also for a folder, a symbolic link, and for a pipe or a device,
 * which may have no end.
 */
export function openRegularFile(path: string): number {
  return attemptRead(path, () => openPrivateFile(path, "read"));
}

/** Runs a call that reads the file at `path`. Throws StorageError where it fails. */
export function attemptRead<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const advice = codeOf(error) === "ENOENT"
      ? "It has been deleted or moved"
      : "Ask its owner for access";
    throw new StorageError(
      `Could not read "${path}"`,
      reasonOf(error),
      adviceOf(error, advice),
      { cause: error },
    );
  }
}
