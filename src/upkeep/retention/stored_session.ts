import { codeOf, StorageError } from "../../storage/errors.ts";
import { entryOfLog } from "../../session/index/entries_of_logs.ts";
import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { judgeLog, type LogVerdict } from "./log_verdict.ts";
import { logPath, type ProjectPaths } from "../../session/paths.ts";
import { isGeneratedId } from "./session_files.ts";
import { bytesOf, type SessionFiles, type SessionFolder } from "./session_folder.ts";

/** A session whose log lies in a `sessions` folder, whether an index knows it or not. */
export interface StoredSession extends Omit<LogVerdict, "last"> {
  readonly id: string;
  readonly entry: SessionEntry;
  readonly paths: ProjectPaths;
  /** Of the log and what stands beside it. */
  readonly bytes: number;
}

/** Something that was left alone, and why. */
export interface LeftAlone {
  readonly path: string;
  readonly reason: string;
}

/**
 * The session of these files, with what its index says of it, or without that its log. What is no session's is undefined;
 * what may be one, and cannot be looked at, is left alone.
 */
export function storedSession(
  folder: SessionFolder,
  files: SessionFiles,
  indexed: SessionEntry | undefined,
): StoredSession | LeftAlone | undefined {
  const { id, log, obstacle } = files, { paths } = folder;
  const path = logPath(paths, id);
  if (obstacle !== undefined) {
    return indexed || isGeneratedId(id) ? { path, reason: obstacle } : undefined;
  }
  if (!log) return undefined;
  try {
    const { last, ...verdict } = judgeLog(folder.at(log), folder.livenessOf(files));
    const entry = indexed ?? entryByLog(folder, files, { last, ...verdict });
    return entry && { ...verdict, id, entry, paths, bytes: bytesOf(files) };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    // Another has removed it since the folder was listed; anything else is for its owner to know.
    return codeOf(error.cause) === "ENOENT" ? undefined : { path, reason: error.obstacle };
  }
}

/** Any file can be called `<something>.jsonl`: without an index's word it must speak of the session that it is named after. */
function entryByLog(
  folder: SessionFolder,
  { id, log }: SessionFiles,
  { last, lastSign }: LogVerdict,
): SessionEntry | undefined {
  if (!log || (last ? last.zig_session_id !== id : log.bytes > 0 || !isGeneratedId(id))) {
    return undefined;
  }
  const { paths } = folder;
  const entry = last && entryOfLog(folder.at(log), paths.storage);
  if (entry) return { ...entry, zig_session_id: id, log_path: logPath(paths, id) };
  // Its first event is damaged, or was never written.
  return {
    zig_session_id: id,
    workflow_name: "",
    workflow_path: "",
    log_path: logPath(paths, id),
    started_at: lastSign,
    ended_at: null,
    status: null,
    workspace_path: paths.storage,
  };
}
