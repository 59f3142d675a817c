import fs from "node:fs";
import { tryLock } from "../runtime/descriptors/file_lock.ts";
import { Backoff } from "../runtime/backoff.ts";
import { pause } from "../runtime/pause.ts";
import { reasonOf, StorageError } from "./errors.ts";
import { openPrivateFile } from "./private/open_private.ts";
import { adviceOf } from "./private/refused_error.ts";

const FIRST_LOOK_MS = 1, LONGEST_LOOK_MS = 16;

/**
 * Runs `action` while holding the lock file at `path`, which is made when it is missing and never deleted: a lock on a
 * file that is replaced locks nothing. Waits for other holders as `backoff` has it, by default 5 s; throws LockHeldError
 * after that.
 */
export function withLockFile<T>(
  path: string,
  action: () => T,
  backoff: Backoff = new Backoff(() => 0),
): T {
  const descriptor = openLockFile(path), startedMs = performance.now();
  try {
    while (!tryLock(descriptor, "exclusive")) {
      if (!backoff.wait()) throw new LockHeldError(path, performance.now() - startedMs);
    }
    return action();
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Others hold a lock, for longer than was to be waited. */
export class LockHeldError extends StorageError {
  constructor(path: string, waitedMs: number) {
    super(
      `Could not lock "${path}"`,
      `another process has held it for ${Math.round(waitedMs / 100) / 10} s`,
      "Find it with lsof or fuser",
    );
  }
}

/** Takes the exclusive lock on an open descriptor; returns false when others have held it for `waitMs`. */
export function lockWithin(descriptor: number, waitMs: number): boolean {
  let waitedMs = 0;
  for (
    let lookMs = FIRST_LOOK_MS;
    !tryLock(descriptor, "exclusive");
    lookMs = Math.min(lookMs * 2, LONGEST_LOOK_MS)
  ) {
    if (waitedMs >= waitMs) return false;
    pause(lookMs);
    waitedMs += lookMs;
  }
  return true;
}

function openLockFile(path: string): number {
  try {
    return openPrivateFile(path, "append");
  } catch (error) {
    throw new StorageError(
      `Could not open the lock "${path}"`,
      reasonOf(error),
      adviceOf(error, "Give access to its folder"),
      {
        cause: error,
      },
    );
  }
}
