import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { isLocked } from "../../runtime/descriptors/file_lock.ts";
import { openPrivateFile } from "../../storage/private/open_private.ts";
import { liveStem } from "./live_file.ts";

/** What the `.live` files of a session say: somebody records, who did has died, or no such file (zig-core, another host). */
export type Liveness = "alive" | "dead" | "unknown";

/** Whether a process records this session now, by its locks: process ids alone are never trusted. */
export function probeLiveness(logPath: string): Liveness {
  const paths = liveFilesOf(logPath);
  if (paths.length === 0) return "unknown";
  return paths.some(isHeld) ? "alive" : "dead";
}

/** The paths of the `.live` files of a session, held or not. */
export function liveFilesOf(logPath: string): string[] {
  const folder = dirname(logPath), prefix = `${basename(liveStem(logPath))}.`;
  return liveFileNames(folder).filter((name) => name.startsWith(prefix)).map((name) =>
    join(folder, name)
  );
}

/** The numbers of the `.live` files of a session that a process holds now. */
export function heldLiveNumbers(logPath: string): ReadonlySet<number> {
  const folder = dirname(logPath), prefix = `${basename(liveStem(logPath))}.`;
  const names = liveFileNames(folder).filter((name) => name.startsWith(prefix));
  const held = names.filter((name) => isHeld(join(folder, name)));
  return new Set(held.map((name) => Number(name.slice(prefix.length, -".live".length))));
}

const LISTING_MS = 500;

/** Looks at the locks of many sessions: it lists a folder at most twice a second, not for each of them. */
export class LivenessProbe {
  readonly #listings = new Map<
    string,
    { readonly atMs: number; readonly names: Map<string, string[]> }
  >();

  /** {@link probeLiveness}, by a list of the folder that may be half a second old. */
  of(logPath: string): Liveness {
    const folder = dirname(logPath);
    const names = this.#namesIn(folder).get(basename(liveStem(logPath))) ?? [];
    if (names.length === 0) return "unknown";
    return names.some((name) => isHeld(join(folder, name))) ? "alive" : "dead";
  }

  #namesIn(folder: string): Map<string, string[]> {
    const known = this.#listings.get(folder);
    if (known && performance.now() - known.atMs < LISTING_MS) return known.names;
    const names = Map.groupBy(liveFileNames(folder), (name) => name.replace(/\.\d+\.live$/, ""));
    this.#listings.set(folder, { atMs: performance.now(), names });
    return names;
  }
}

/** The ids of the sessions in a folder that a process records now. */
export function liveSessions(folder: string): ReadonlySet<string> {
  const live = new Set<string>();
  for (const name of liveFileNames(folder)) {
    if (isHeld(join(folder, name))) live.add(name.replace(/\.\d+\.live$/, ""));
  }
  return live;
}

function liveFileNames(folder: string): string[] {
  try {
    return fs.readdirSync(folder).filter((name) => /\.\d+\.live$/.test(name));
  } catch {
    // A folder that cannot be read, or is not there, says nothing.
    return [];
  }
}

/** Whether a process holds a `.live` file now; false for one that is gone. */
export function isHeld(path: string): boolean {
  let descriptor: number;
  try {
    descriptor = openPrivateFile(path, "read");
  } catch {
    return false;
  }
  try {
    return isLocked(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
