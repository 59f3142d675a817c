import { StorageError } from "../../storage/errors.ts";
import { readSessionEvents } from "../reading/read_session_events.ts";
import type { SessionEntry } from "./list_sessions.ts";

/** What a session's log begins with, as far as it tells what was run; null for what it does not say. */
export interface SessionCommand {
  readonly cwd: string | null;
  /** The whole command line of its first step, for a session that runs one. */
  readonly commandLine: string | null;
}

// A session of one step begins with three events.
const MOST_EVENTS = 8;
/** What ends a name that was cut. */
const CUT = "…";

/** Reads what a session ran, and where, from the beginning of its log; nulls where that cannot be read. */
export function readSessionCommand(logPath: string): SessionCommand {
  let cwd: string | null = null, left = MOST_EVENTS;
  try {
    for (const event of readSessionEvents(logPath)) {
      if (event.type === "zig_session_started") cwd = event.cwd;
      if (event.type === "step_started") {
        return { cwd, commandLine: event.zag_command === "exec" ? event.prompt_preview : null };
      }
      if (--left === 0) break;
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
  return { cwd, commandLine: null };
}

/** What two sessions have in common when they ran the same: the name, or where that was cut, the command line. */
export function comparableName({ workflow_name, log_path }: SessionEntry): string {
  if (!workflow_name.endsWith(CUT)) return workflow_name;
  return readSessionCommand(log_path).commandLine ?? workflow_name;
}

/** Whether a session's name is the wanted one, or begins with its words. */
export function hasName({ workflow_name }: SessionEntry, wanted: string): boolean {
  return workflow_name === wanted || workflow_name.startsWith(`${wanted} `);
}
