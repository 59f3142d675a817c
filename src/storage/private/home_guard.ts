import fs from "node:fs";
import { join, normalize, relative } from "node:path";
import { noteInsecure } from "./insecure_paths.ts";
import { RefusedError } from "./refused_error.ts";
import { isTrusted } from "./trust.ts";
import { ownerOfHome } from "./home_owner.ts";

/** What is to be done: others' places may be read, not written to. */
export type Purpose = "read" | "write";

// Where a home ends cannot be told from the path of a file in it, and files are opened in many places.
const homes = new Map<string, { owner: number | undefined }>();
// Who lists thousands of logs reads from few folders.
const readFolders = new Set<string>();

/** Says that a folder is a home, so that what lies in it is looked after. */
export function rememberHome(path: string): void {
  const home = normalized(path);
  if (!homes.has(home)) homes.set(home, { owner: undefined });
}

/** The home that a path lies in, if it has been remembered: of several, the innermost. */
export function homeOf(path: string): string | undefined {
  let found: string | undefined;
  for (const home of homes.keys()) {
    if (path.startsWith(home === "/" ? home : `${home}/`) && home.length > (found?.length ?? 0)) {
      found = home;
    }
  }
  return found;
}

/**
 * Looks whether the folders that lead to a file of a home can be trusted (see trust.ts), and returns the home's owner, as far
 * as both are known. Throws RefusedError when they cannot, and the system's errors.
 */
export function checkFoldersOf(path: string, purpose: Purpose): number | undefined {
  const home = homeOf(path);
  if (home === undefined) return undefined;
  const owner = checkHome(home, purpose);
  const folder = path.slice(0, path.lastIndexOf("/"));
  if (owner === undefined || (purpose === "read" && readFolders.has(folder))) return owner;
  for (const each of foldersBetween(home, folder)) {
    const stats = fs.lstatSync(each, { throwIfNoEntry: false });
    if (!stats) return owner;
    checkFolder(each, stats, purpose, owner);
  }
  if (purpose === "read") readFolders.add(folder);
  return owner;
}

/** Looks at a home, and returns its owner, or undefined where there is none. As {@link checkFoldersOf}. */
export function checkHome(home: string, purpose: Purpose): number | undefined {
  const owner = homes.get(home)?.owner ?? ownerOfHome(home);
  homes.set(home, { owner });
  if (owner === undefined || purpose === "read") return owner;
  // As the system finds it: links on the way have been looked at.
  const stats = fs.statSync(home, { throwIfNoEntry: false });
  if (!stats) return undefined;
  checkFolder(home, stats, purpose, owner);
  return owner;
}

/** Looks at one folder of a home. As {@link checkFoldersOf}. */
export function checkFolder(
  path: string,
  stats: fs.Stats,
  purpose: Purpose,
  homeOwner: number,
): void {
  if (stats.isSymbolicLink()) {
    throw new RefusedError(
      path,
      `"${path}" is a symbolic link, and within a home none is followed`,
      LINK_ADVICE,
      true,
    );
  }
  if (purpose === "read") return;
  if (!isTrusted(stats.uid, homeOwner)) {
    throw new RefusedError(
      path,
      `"${path}" belongs to another user (uid ${stats.uid})`,
      OWNER_ADVICE,
      true,
    );
  }
  noteInsecure(path, stats);
}

/** The folders from the home, without it, to a folder in it, with that. */
export function foldersBetween(home: string, folder: string): string[] {
  let path = home;
  return relative(home, folder).split("/").filter(Boolean).map((part) => path = join(path, part));
}

const LINK_ADVICE =
  "Put a folder in its place; the whole home may be a link, or be named by ZIG_HOME";
const OWNER_ADVICE = "Set ZIG_HOME to a folder of your own";

function normalized(path: string): string {
  return normalize(path).replace(/(.)\/+$/, "$1");
}
