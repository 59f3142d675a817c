import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { comparableName, readSessionCommand } from "../../session/lookup/session_command.ts";
import { sessionState } from "../../session/lifecycle/session_state.ts";

/** So many successes are looked at for one that ran in the same folder. */
const MOST_LOOKS = 50;

/**
 * The newest session before this one that ran the same in the same project and succeeded, of those the newest that ran in the
 * same folder, if one did; `sessions` are newest first.
 */
export function lastSuccessBefore(
  entry: SessionEntry,
  sessions: readonly SessionEntry[],
): SessionEntry | undefined {
  const at = sessions.findIndex(({ zig_session_id }) => zig_session_id === entry.zig_session_id);
  const name = comparableName(entry), { cwd } = readSessionCommand(entry.log_path);
  let newest: SessionEntry | undefined, looks = 0;
  for (const other of sessions.slice(at + 1)) {
    if (other.workflow_name !== entry.workflow_name || projectOf(other) !== projectOf(entry)) {
      continue;
    }
    if (sessionState(other.log_path, other.status) !== "completed") continue;
    if (comparableName(other) !== name) continue;
    if (readSessionCommand(other.log_path).cwd === cwd) return other;
    newest ??= other;
    if (++looks === MOST_LOOKS) break;
  }
  return newest;
}

function projectOf(entry: SessionEntry): string | null {
  return "project" in entry ? entry.project : entry.workspace_path;
}
