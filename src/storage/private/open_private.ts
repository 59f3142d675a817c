import fs from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../errors.ts";
import { noteInsecure } from "./insecure_paths.ts";
import { checkFoldersOf } from "./home_guard.ts";
import { RefusedError } from "./refused_error.ts";
import { areRoot, isTrusted, othersMayWrite } from "./trust.ts";

/** How a file is opened: to be read; to be read and appended to, if it is there or in any case; or to be made. */
export type OpenMode = "read" | "append-existing" | "append" | "create";

// Windows has none of these, and nothing that they guard against.
const { O_RDONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } =
  fs.constants;
const GUARDS = O_NOFOLLOW | O_NONBLOCK;
const FILE_MODE = 0o600, PERMISSIONS = 0o777;
// Made by another between our look and our own attempt, and taken away before the next.
const ATTEMPTS = 10;

/**
 * Opens a regular file of a home as the policy in trust.ts has it, and returns its descriptor: never through a symbolic link,
 * never waiting, and a new one for the owner alone. Throws RefusedError for what is not to be touched, and the system's
 * errors.
 */
export function openPrivateFile(path: string, mode: OpenMode): number {
  const homeOwner = checkFoldersOf(path, mode === "read" ? "read" : "write");
  if (mode === "read") return openRegular(path, O_RDONLY);
  if (mode === "create") return create(path, homeOwner);
  for (let attempt = 1;; attempt++) {
    // Before it is opened: to open a device can do something.
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stats || mode === "append-existing") {
      if (stats) checkFile(path, stats, homeOwner);
      return openRegular(path, O_RDWR | O_APPEND, homeOwner);
    }
    try {
      return create(path, homeOwner);
    } catch (error) {
      if (codeOf(error) !== "EEXIST" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The text of a file that {@link openPrivateFile} opens. */
export function readPrivateFile(path: string): string {
  const descriptor = openPrivateFile(path, "read");
  try {
    return fs.readFileSync(descriptor, "utf8");
  } finally {
    fs.closeSync(descriptor);
  }
}

/** {@link openPrivateFile} of a new file in the place of one that a crash may have left. */
export function openTemporaryFile(path: string): number {
  for (let attempt = 1;; attempt++) {
    try {
      return openPrivateFile(path, "create");
    } catch (error) {
      if (codeOf(error) !== "EEXIST" || attempt === ATTEMPTS) throw error;
      // A link goes, not what it leads to.
      fs.unlinkSync(path);
    }
  }
}

function openRegular(path: string, flags: number, homeOwner?: number): number {
  let descriptor: number;
  try {
    descriptor = fs.openSync(path, flags | GUARDS);
  } catch (error) {
    if (codeOf(error) === "ELOOP") throw new RefusedError(path, LINK, ADVICE);
    // A pipe that nobody reads, or a socket.
    if (codeOf(error) === "ENXIO") throw new RefusedError(path, NOT_REGULAR, ADVICE);
    throw error;
  }
  try {
    const stats = fs.fstatSync(descriptor);
    if (flags === O_RDONLY) checkKind(path, stats);
    else {
      checkFile(path, stats, homeOwner);
      noteInsecure(path, stats);
    }
    return descriptor;
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

function create(path: string, homeOwner: number | undefined): number {
  const descriptor = fs.openSync(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | GUARDS, FILE_MODE);
  const { mode, uid } = fs.fstatSync(descriptor);
  if ((mode & PERMISSIONS) !== FILE_MODE) fs.fchmodSync(descriptor, FILE_MODE);
  if (areRoot() && homeOwner !== undefined && homeOwner !== uid) giveTo(homeOwner, descriptor);
  return descriptor;
}

/** So that whom a home belongs to can go on with what root has put there. */
export function giveTo(homeOwner: number, descriptor: number): void {
  try {
    fs.fchownSync(descriptor, homeOwner, fs.fstatSync(descriptor).gid);
  } catch {
    // A root who may not, as in some containers: its file is as good, for itself.
  }
}

function checkFile(path: string, stats: fs.Stats, homeOwner: number | undefined): void {
  checkKind(path, stats);
  if (!isTrusted(stats.uid, homeOwner)) {
    throw new RefusedError(path, `it belongs to another user (uid ${stats.uid})`, "Move it away");
  }
  // A backup may give our files second names; where others may write, it could be another file of ours.
  if (stats.nlink > 1 && isShared(dirname(path))) {
    throw new RefusedError(
      path,
      "it has a second name (a hard link), and others may write there",
      NAME_ADVICE,
    );
  }
}

function checkKind(path: string, stats: fs.Stats): void {
  if (stats.isSymbolicLink()) throw new RefusedError(path, LINK, ADVICE);
  if (stats.isDirectory()) throw new RefusedError(path, "it is a folder", ADVICE);
  if (!stats.isFile()) throw new RefusedError(path, NOT_REGULAR, ADVICE);
}

function isShared(folder: string): boolean {
  const stats = fs.statSync(folder);
  return othersMayWrite(stats) || !isTrusted(stats.uid, undefined);
}

const LINK = "it is a symbolic link", NOT_REGULAR = "it is not a regular file";
const ADVICE = "Remove it";
const NAME_ADVICE = "Take the other name away, or keep others out of the folder (chmod go-w)";
