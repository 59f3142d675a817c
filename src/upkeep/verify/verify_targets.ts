import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { entryOfLog } from "../../session/index/entries_of_logs.ts";
import { NotFoundError } from "../../session/errors.ts";
import type { SessionStatus } from "../../session/event.ts";
import { findAmong } from "../../session/lookup/find_session.ts";
import { listSessions, type SessionScope } from "../../session/lookup/list_sessions.ts";
import {
  allProjectPaths,
  findProjectRoot,
  type ProjectPaths,
  projectPaths,
  zigHome,
} from "../../session/paths.ts";

/** Where a session is, or should be. */
export interface SessionPlaceOnDisk {
  readonly zig_session_id: string;
  readonly log_path: string;
  /** The project's storage folder. */
  readonly storage: string;
  /** What an index says that it ended with. */
  readonly status: SessionStatus | null;
}

interface DatedPlace extends SessionPlaceOnDisk {
  readonly started_at: string;
}

/** All sessions of a scope that an index or the disk knows of, newest first. Throws StorageError. */
export function placesInScope(scope: SessionScope): SessionPlaceOnDisk[] {
  const home = scope.home ?? zigHome();
  const places = new Map<string, DatedPlace>();
  for (const { zig_session_id, log_path, started_at, status } of listSessions({ ...scope, home })) {
    const storage = dirname(dirname(dirname(log_path)));
    places.set(log_path, { zig_session_id, log_path, storage, status, started_at });
  }
  for (const { storage, sessions } of projectsInScope(scope)) {
    for (const name of namesIn(sessions)) {
      const log_path = join(sessions, name);
      if (places.has(log_path)) continue;
      const zig_session_id = basename(name, ".jsonl");
      const started_at = startOf(log_path, storage);
      places.set(log_path, { zig_session_id, log_path, storage, status: null, started_at });
    }
  }
  return [...places.values()].sort((a, b) =>
    a.started_at < b.started_at ? 1 : a.started_at > b.started_at ? -1 : 0
  );
}

/** The session with this id or part of one, or the newest. Throws NotFoundError with `nothing` where there is none at all. */
export function placeOf(
  id: string | undefined,
  scope: SessionScope,
  nothing: string,
): SessionPlaceOnDisk {
  const places = placesInScope(scope);
  if (id !== undefined) return findAmong(id, places, scope);
  const [newest] = places;
  if (!newest) throw new NotFoundError(nothing);
  return newest;
}

/** The projects of a scope. */
export function projectsInScope(scope: SessionScope): ProjectPaths[] {
  const home = scope.home ?? zigHome();
  if (scope.global) return allProjectPaths(home);
  return [projectPaths(findProjectRoot(scope.project ?? process.cwd()), home)];
}

/** Whatever has a log's name: that it is none is for the verdict to say. */
function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  } catch {
    // No folder, no logs.
    return [];
  }
}

function startOf(logPath: string, storage: string): string {
  try {
    return entryOfLog(logPath, storage)?.started_at ?? "";
  } catch {
    return "";
  }
}
