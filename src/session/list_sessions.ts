import { join } from "node:path";
import process from "node:process";
import { loadGlobalIndex, loadProjectIndex } from "./index_file.ts";
import { findProjectRoot, globalIndexPath, projectPaths, zigHome } from "./paths.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";

/** Which sessions are looked at. Default: those of the project that holds the current folder. */
export interface SessionScope {
  /** A folder of the project. */
  project?: string;
  /** All projects instead. */
  global?: boolean;
  /** Default: `$ZIG_HOME`, or `~/.zig`. */
  home?: string;
}

/** A session as either index has it. */
export type SessionEntry = SessionLogIndexEntry | GlobalSessionEntry;

/** The sessions of a scope, newest first, with `log_path` where the log lies in this home. Throws as the loading of an index does. */
export function listSessions(scope: SessionScope = {}): SessionEntry[] {
  const home = scope.home ?? zigHome();
  const entries: readonly SessionEntry[] = scope.global
    ? loadGlobalIndex(globalIndexPath(home)).sessions
    : loadProjectIndex(projectPaths(findProjectRoot(scope.project ?? process.cwd()), home).index)
      .sessions;
  return entries
    .map((entry) => ({ ...entry, log_path: logPathInHome(entry.log_path, home) }))
    .reverse()
    .sort((a, b) => (a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0));
}

/**
 * Where a log of an index lies in this home: a home may have been moved, or mounted elsewhere in a container, and an
 * index must not lead a reader out of it.
 */
function logPathInHome(path: string, home: string): string {
  const inside = /(?:projects\/(?!\.\.?\/)[^/]+\/)?logs\/sessions\/[^/]+\.jsonl$/.exec(path)?.[0];
  return join(home, inside ?? "logs/sessions/unknown.jsonl");
}
