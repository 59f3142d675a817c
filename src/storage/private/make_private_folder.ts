import fs from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../errors.ts";
import { checkFolder, checkHome, foldersBetween, homeOf } from "./home_guard.ts";
import { giveTo } from "./open_private.ts";
import { RefusedError } from "./refused_error.ts";
import { areRoot } from "./trust.ts";

const FOLDER_MODE = 0o700, PERMISSIONS = 0o777;
const LINK_ADVICE = "Make the folder that it names, or set ZIG_HOME to another one";
const FILE_ADVICE = "Move it away, or set ZIG_HOME to another folder";

/**
 * Makes a folder of a home, the home, and what is above it, each for the owner alone, as far as they are not there. Throws
 * RefusedError where one is not to be touched (see trust.ts), and the system's errors.
 */
export function makePrivateFolder(path: string): void {
  const home = homeOf(path);
  if (home === undefined) return makeWithParents(path);
  let owner = checkHome(home, "write");
  if (owner === undefined) {
    makeWithParents(home);
    owner = checkHome(home, "write") ?? 0;
  }
  for (const folder of foldersBetween(home, path)) {
    const stats = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (!stats?.isDirectory() && !stats?.isSymbolicLink()) make(folder, owner);
    checkFolder(folder, fs.lstatSync(folder), "write", owner);
  }
}

function makeWithParents(path: string): void {
  try {
    make(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || path === dirname(path)) throw error;
    makeWithParents(dirname(path));
    make(path);
  }
}

/** Another process may be as fast. */
function make(path: string, homeOwner?: number): void {
  try {
    fs.mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    const found = fs.statSync(path, { throwIfNoEntry: false });
    if (!found) {
      throw new RefusedError(path, `"${path}" is a symbolic link that leads nowhere`, LINK_ADVICE);
    }
    if (!found.isDirectory()) {
      throw new RefusedError(path, `"${path}" is not a folder`, FILE_ADVICE);
    }
    return;
  }
  const { mode, uid } = fs.lstatSync(path);
  // Of a umask that takes away what the owner needs.
  if ((mode & PERMISSIONS) !== FOLDER_MODE) fs.chmodSync(path, FOLDER_MODE);
  if (areRoot() && homeOwner !== undefined && homeOwner !== uid) giveFolder(path, homeOwner);
}

/** By its descriptor: what may have taken its place by now is no link, and no file. */
function giveFolder(path: string, homeOwner: number): void {
  const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = fs.constants;
  const descriptor = fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    giveTo(homeOwner, descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
