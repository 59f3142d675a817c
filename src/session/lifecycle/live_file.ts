import fs from "node:fs";
import process from "node:process";
import { tryLock } from "../../runtime/descriptors/file_lock.ts";
import { pause } from "../../runtime/pause.ts";
import { reasonOf, StorageError } from "../../storage/errors.ts";
import { openPrivateFile } from "../../storage/private/open_private.ts";
import { adviceOf } from "../../storage/private/refused_error.ts";

/** An exclusive lock on `<id>.<number>.live`, which says that this process records the session. */
export interface LiveFile {
  /** Our process id, or another number where another host or container that shares the folder has taken that one. */
  readonly number: number;
  /** Lets go of it and removes the file. */
  release(): void;
}

// A reader's probe holds a shared lock for microseconds; this outlasts any number of them.
const LOCK_ATTEMPTS = 200, LOCK_PAUSE_MS = 1;
// Linux has no greater process ids.
const PID_SPAN = 1 << 22, MOST_NUMBERS = 64;

/**
 * Says, for as long as this process lives, that it records the session: the kernel lets go of the lock however the process
 * ends. Throws StorageError.
 */
export function holdLiveFile(logPath: string): LiveFile {
  for (let number = process.pid; number < PID_SPAN * MOST_NUMBERS; number += PID_SPAN) {
    const path = `${liveStem(logPath)}.${number}.live`;
    const descriptor = takeLiveFile(path);
    if (descriptor === undefined) continue;
    return {
      number,
      release: () => {
        fs.rmSync(path, { force: true });
        fs.closeSync(descriptor);
      },
    };
  }
  throw new StorageError(
    `Could not lock "${liveStem(logPath)}.${process.pid}.live"`,
    "other processes hold it",
    "Find them with lsof or fuser",
  );
}

/** The path of a log without its ending. */
export function liveStem(logPath: string): string {
  return logPath.replace(/\.jsonl$/, "");
}

/** The descriptor of a file that is locked and still there; undefined when another process keeps it. */
function takeLiveFile(path: string): number | undefined {
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
    const descriptor = openLiveFile(path);
    // Who clears up after the dead may have removed it in between.
    if (tryLock(descriptor, "exclusive") && isStillAt(path, descriptor)) return descriptor;
    fs.closeSync(descriptor);
    pause(LOCK_PAUSE_MS);
  }
  return undefined;
}

function isStillAt(path: string, descriptor: number): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.ino === fs.fstatSync(descriptor).ino;
}

function openLiveFile(path: string): number {
  try {
    return openPrivateFile(path, "append");
  } catch (error) {
    throw new StorageError(
      `Could not make "${path}"`,
      reasonOf(error),
      adviceOf(error, "Make room or give access there"),
      {
        cause: error,
      },
    );
  }
}
