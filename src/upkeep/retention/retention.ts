import { dirname } from "node:path";
import process from "node:process";
import { StorageError } from "../../storage/errors.ts";
import { globalEntry, PROJECT_INDEX } from "../../session/index/index_kind.ts";
import { entriesWithoutLog, type IndexSelection } from "../../session/index/index_pruning.ts";
import {
  indexedSessions,
  type SessionEntry,
  type SessionScope,
} from "../../session/lookup/list_sessions.ts";
import {
  allProjectPaths,
  findProjectRoot,
  logPath,
  type ProjectPaths,
  projectPaths,
  zigHome,
} from "../../session/paths.ts";
import { type Departure, departures, type RetentionRules } from "./retention_rules.ts";
import { bytesOf, SessionFolder } from "./session_folder.ts";
import { type LeftAlone, type StoredSession, storedSession } from "./stored_session.ts";

/** What sessions have left behind whose logs are gone: by a removal that was interrupted, or by hand. */
export interface Leftovers {
  readonly files: number;
  readonly bytes: number;
  /** Sessions that an index still has. */
  readonly entries: number;
}

/** What there is in a scope, and what of it goes. */
export interface RetentionPlan {
  readonly indexes: IndexSelection;
  readonly sessions: readonly StoredSession[];
  /** Newest first. */
  readonly going: readonly Departure[];
  readonly leftovers: Leftovers;
  readonly leftAlone: readonly LeftAlone[];
}

/**
 * Says what goes by the rules, of the sessions whose logs lie in the folders of a scope, whether an index knows them or
 * not. Changes nothing. Throws StorageError.
 */
export function planRetention(scope: SessionScope, rules: RetentionRules): RetentionPlan {
  const home = scope.home ?? zigHome();
  const projects: ProjectPaths[] = [], refused = new Set<string>();
  const sessions: StoredSession[] = [], leftAlone: LeftAlone[] = [];
  let files = 0, bytes = 0;
  for (const paths of projectsOf(scope, home)) {
    try {
      using folder = SessionFolder.open(paths, home);
      for (const found of folder ? sessionsIn(folder, home) : []) {
        if ("reason" in found) leftAlone.push(found);
        else sessions.push(scope.global ? inAllProjects(found) : found);
      }
      projects.push(paths);
      for (const orphan of folder?.orphans ?? []) {
        files += orphan.sidecars.length;
        bytes += bytesOf(orphan);
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      refused.add(paths.sessions);
      leftAlone.push({ path: paths.sessions, reason: error.obstacle });
    }
  }
  const folders = new Set(projects.map((paths) => paths.sessions));
  // All projects are more than those whose folders are still there.
  const concerns = scope.global
    ? ({ log_path }: SessionEntry) => !refused.has(dirname(log_path))
    : ({ log_path }: SessionEntry) => folders.has(dirname(log_path));
  const indexes = { home, projects, concerns };
  const leftovers = { files, bytes, entries: entriesWithoutLog(indexes).size };
  const going = departures(sessions, rules, Date.now());
  return { indexes, sessions, going, leftovers, leftAlone };
}

function projectsOf(scope: SessionScope, home: string): ProjectPaths[] {
  if (scope.global) return allProjectPaths(home);
  return [projectPaths(findProjectRoot(scope.project ?? process.cwd()), home)];
}

/** In the order of arrival: those that the project's index has, then the others. */
function sessionsIn(folder: SessionFolder, home: string): (StoredSession | LeftAlone)[] {
  const { paths, sessions } = folder;
  const indexed = new Map<string, SessionEntry>();
  for (const entry of indexedSessions(PROJECT_INDEX, paths.index, home)) {
    // Only files that are there are looked at, so that an id out of an index never becomes a path.
    const { zig_session_id: id, log_path } = entry;
    if (sessions.has(id) && log_path === logPath(paths, id)) indexed.set(id, entry);
  }
  const unknown = [...sessions.keys()].filter((id) => !indexed.has(id)).sort();
  return [...indexed.keys(), ...unknown].flatMap((id) => {
    const files = sessions.get(id);
    const found = files && storedSession(folder, files, indexed.get(id));
    return found ? [found] : [];
  });
}

/** With its project, which a list of all shows. */
function inAllProjects(found: StoredSession): StoredSession {
  const { entry, paths } = found;
  return "project" in entry ? found : { ...found, entry: globalEntry(entry, paths.storage) };
}
