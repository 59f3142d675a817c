import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { sessionState } from "../../session/lifecycle/session_state.ts";

/** The newest session of the same workflow and project before this one that succeeded; `sessions` are newest first. */
export function lastSuccessBefore(
  entry: SessionEntry,
  sessions: readonly SessionEntry[],
): SessionEntry | undefined {
  const at = sessions.findIndex(({ zig_session_id }) => zig_session_id === entry.zig_session_id);
  return sessions.slice(at + 1).find((other) =>
    other.workflow_name === entry.workflow_name && projectOf(other) === projectOf(entry) &&
    sessionState(other.log_path, other.status) === "completed"
  );
}

function projectOf(entry: SessionEntry): string | null {
  return "project" in entry ? entry.project : entry.workspace_path;
}
