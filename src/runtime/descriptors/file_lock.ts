import fs from "node:fs";
import { constants } from "node:os";
import { errno, type Libc, LibcError, openLibc } from "../ffi/libc.ts";

/** What is asked of {@link tryLock}: one exclusive holder, or any number of shared ones. */
export type LockMode = "exclusive" | "shared";

// From <sys/file.h>.
const LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8;

/**
 * Takes the kernel's `flock` on an open descriptor, without waiting. Returns false while another descriptor
 * holds it; the lock goes with its descriptor, so it dies with the process. Throws when the file system has no locks.
 */
export function tryLock(descriptor: number, mode: LockMode): boolean {
  const operation = (mode === "exclusive" ? LOCK_EX : LOCK_SH) | LOCK_NB;
  if (library().flock(descriptor, operation) === 0) return true;
  const code = errno();
  if (code === constants.errno.EWOULDBLOCK || code === constants.errno.EINTR) return false;
  throw new Error(`flock failed with errno ${code}`);
}

/**
 * Whether another descriptor holds the exclusive lock of an open file. May take the shared one. Without the C library the kernel's
 * list is asked, which says no more than the file's number on its device.
 */
export function isLocked(descriptor: number): boolean {
  try {
    return !tryLock(descriptor, "shared");
  } catch (error) {
    if (!(error instanceof LibcError)) throw error;
    return isListed(fs.fstatSync(descriptor).ino);
  }
}

/** By lines as `1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF`, of proc_locks(5). */
function isListed(inode: number): boolean {
  try {
    const lines = fs.readFileSync("/proc/locks", "latin1").split("\n");
    return lines.some((line) => line.includes(" FLOCK ") && line.includes(`:${inode} `));
  } catch {
    return false;
  }
}

/** Lets go of what {@link tryLock} took. */
export function unlock(descriptor: number): void {
  library().flock(descriptor, LOCK_UN);
}

const signatures = { flock: { args: ["i32", "i32"], returns: "i32" } } as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
