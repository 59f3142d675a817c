import fs from "node:fs";
import process from "node:process";
import { ClosedSessionError, NotFoundError } from "../errors.ts";
import { findSession } from "../find_session.ts";
import type { SessionEntry } from "../list_sessions.ts";
import {
  allProjectPaths,
  findProjectRoot,
  isSessionId,
  logPath,
  type ProjectPaths,
  projectPaths,
  zigHome,
} from "../paths.ts";
import { readEventsBackwards } from "../reading/log_tail.ts";

/**
 * The log of the session that is to go on, by its id, or by the beginning or end of one; of any project, since a step may
 * run in another folder than the start. Throws NotFoundError, ClosedSessionError, and StorageError for an unreadable log.
 */
export function findSharedLog(name: string, home: string = zigHome()): string {
  const path = logOfId(name, home) ?? logOfPart(name, home);
  const [last] = readEventsBackwards(path);
  if (last?.type === "zig_session_ended") {
    throw new ClosedSessionError(last.zig_session_id, last.ts);
  }
  return path;
}

function logOfId(id: string, home: string): string | undefined {
  if (!isSessionId(id)) return undefined;
  const isThere = (paths: ProjectPaths) => fs.existsSync(logPath(paths, id));
  const here = projectPaths(findProjectRoot(process.cwd()), home);
  const paths = isThere(here) ? here : allProjectPaths(home).find(isThere);
  return paths && logPath(paths, id);
}

function logOfPart(part: string, home: string): string {
  const { zig_session_id, log_path } = sessionOfPart(part, home);
  if (!fs.existsSync(log_path)) {
    throw new NotFoundError(`The log of the session ${zig_session_id} is gone: "${log_path}".`);
  }
  return log_path;
}

function sessionOfPart(part: string, home: string): SessionEntry {
  try {
    return findSession(part, { home });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return findSession(part, { home, global: true });
  }
}
