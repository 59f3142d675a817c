import fs from "node:fs";
import { dirname, join } from "node:path";
import { noteInsecureAbove } from "./insecure_paths.ts";
import { RefusedError } from "./refused_error.ts";
import { isTrusted } from "./trust.ts";

const MOST_LINKS = 40;
const ADVICE = "Set ZIG_HOME to a folder of your own";

/**
 * Looks at the way to a home, from the root on, and returns the home's owner; undefined where there is no home yet. Throws
 * RefusedError when a symbolic link on it is of somebody who is not trusted (see trust.ts), and the system's errors.
 */
export function ownerOfHome(home: string): number | undefined {
  const links: Step[] = [], folders: Step[] = [];
  const isWhole = walk(home, links, folders);
  const end = folders.at(-1), owner = end?.stats.uid ?? 0;
  for (const { path, stats: { uid } } of links) {
    if (isTrusted(uid, owner)) continue;
    throw new RefusedError(
      path,
      `"${path}" is a symbolic link of another user (uid ${uid})`,
      ADVICE,
      true,
    );
  }
  for (const { path, stats } of isWhole ? folders.slice(0, -1) : folders) {
    noteInsecureAbove(path, stats, owner);
  }
  return isWhole ? owner : undefined;
}

interface Step {
  readonly path: string;
  readonly stats: fs.Stats;
}

/** Collects what lies on a way; returns false where it ends too early. */
function walk(home: string, links: Step[], folders: Step[]): boolean {
  const parts = home.split("/");
  let current = "/";
  for (let part; (part = parts.shift()) !== undefined;) {
    if (part === "" || part === ".") continue;
    const path = part === ".." ? dirname(current) : join(current, part);
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    if (!stats) return false;
    if (!stats.isSymbolicLink()) {
      folders.push({ path, stats });
      current = path;
      continue;
    }
    links.push({ path, stats });
    if (links.length > MOST_LINKS) {
      throw new RefusedError(home, `the links of "${home}" lead in a circle`, ADVICE, true);
    }
    const target = fs.readlinkSync(path);
    if (target.startsWith("/")) current = "/";
    parts.unshift(...target.split("/"));
  }
  return true;
}
