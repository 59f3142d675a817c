import fs from "node:fs";
import process from "node:process";
import { ClosedSessionError, NotFoundError } from "../errors.ts";
import { findSession, quotedId } from "../lookup/find_session.ts";
import type { SessionEntry } from "../lookup/list_sessions.ts";
import {
  allProjectPaths,
  findProjectRoot,
  isSessionId,
  logPath,
  type ProjectPaths,
  projectPaths,
  zigHome,
} from "../paths.ts";
import { readEventsBackwards } from "../reading/following/log_tail.ts";

/** The session that is to go on, as it is named. */
export interface SessionName {
  readonly id: string;
  /** Whether it has to be a whole id, as in a variable, which may be left over; else the beginning or end of one will do. */
  readonly whole: boolean;
}

/**
 * The log of the session that is to go on; of any project, since a step may run in another folder than the start. Throws
 * NotFoundError, ClosedSessionError, and StorageError for an unreadable log.
 */
export function findSharedLog({ id, whole }: SessionName, home: string = zigHome()): string {
  const path = logOfId(id, home) ??
    logOfEntry(whole ? sessionOfId(id, home) : sessionOfPart(id, home));
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

function logOfEntry({ zig_session_id, log_path }: SessionEntry): string {
  if (!fs.existsSync(log_path)) {
    throw new NotFoundError(`The log of the session ${zig_session_id} is gone: "${log_path}".`);
  }
  return log_path;
}

/** By the indexes: its case may differ, and its log lie elsewhere. */
function sessionOfId(id: string, home: string): SessionEntry {
  try {
    const entry = sessionOfPart(id, home);
    if (entry.zig_session_id.length === id.length) return entry;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  throw new NotFoundError(
    `No session ${
      quotedId(id)
    } in any project. ZIG_SESSION_ID has to hold the whole id that "zig-session start" prints, or nothing.`,
  );
}

function sessionOfPart(part: string, home: string): SessionEntry {
  try {
    return findSession(part, { home });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return findSession(part, { home, global: true });
  }
}
