import fs from "node:fs";
import { join } from "node:path";
import { codeOf, reasonOf, StorageError } from "../../storage/errors.ts";
import { refusalOf } from "../../storage/private/refused_error.ts";
import { readEventsBackwards } from "../reading/following/log_tail.ts";
import type { ProjectPaths } from "../paths.ts";
import { readSessionEvents } from "../reading/read_session_events.ts";
import type { SessionLogIndexEntry } from "./session_index.ts";

/** What a project's index should say by its logs, but for one of them, in the order in which the sessions were started. */
export function projectEntriesOfLogs(
  paths: ProjectPaths,
  exceptLog?: string,
): SessionLogIndexEntry[] {
  const entries: SessionLogIndexEntry[] = [];
  for (const path of logsIn(paths.sessions)) {
    const entry = path === exceptLog ? undefined : entryOfOwnLog(path, paths.storage);
    if (entry) entries.push(entry);
  }
  return entries.sort((a, b) => (a.started_at < b.started_at ? -1 : 1));
}

/** {@link entryOfLog}. What is not ours to open, such as behind a symbolic link, does not keep the others from their entries. */
export function entryOfOwnLog(logPath: string, storage: string): SessionLogIndexEntry | undefined {
  try {
    return entryOfLog(logPath, storage);
  } catch (error) {
    if (refusalOf(error)) return undefined;
    throw error;
  }
}

/** What an index should say of a session by its log; undefined for a log without a whole first event. */
export function entryOfLog(logPath: string, storage: string): SessionLogIndexEntry | undefined {
  let started;
  for (const event of readSessionEvents(logPath)) {
    if (event.type === "zig_session_started") started = event;
    break;
  }
  if (!started) return undefined;
  const [last] = readEventsBackwards(logPath);
  const ended = last?.type === "zig_session_ended" ? last : undefined;
  return {
    zig_session_id: started.zig_session_id,
    workflow_name: started.workflow_name,
    workflow_path: started.workflow_path,
    log_path: logPath,
    started_at: started.ts,
    ended_at: ended?.ts ?? null,
    status: ended?.status ?? null,
    workspace_path: started.workspace_path ?? storage,
  };
}

/** The logs in a `sessions` folder, regular files only; none where there is no folder. Throws StorageError. */
export function logsIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true })
      .filter((file) => file.isFile() && file.name.endsWith(".jsonl"))
      .map((file) => join(folder, file.name));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw new StorageError(`Could not list "${folder}"`, reasonOf(error), "Give access to it", {
      cause: error,
    });
  }
}
