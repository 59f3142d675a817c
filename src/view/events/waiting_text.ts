import type { SessionEntry } from "../../session/mod.ts";
import type { EndedSession } from "../../inspect/waiting/await_sessions.ts";
import { formatDuration } from "../format/duration.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import type { Paint } from "../terminal/paint.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { nameText } from "../format/name_text.ts";

const NAMED_SESSIONS = 5;

/** The line that tells how a session ended: id, state, duration and workflow, with single spaces between them. */
export function endedLine(
  { entry, state }: EndedSession,
  durationMs: number | null,
  paint: Paint,
): string {
  const duration = durationMs === null ? "?" : formatDuration(durationMs);
  const id = terminalText(entry.zig_session_id), name = nameText(entry.workflow_name);
  const { look, label } = SESSION_MARKS[state];
  return `${id} ${paint(look, label)} ${duration} ${name}`;
}

/** Says of a session why it is no success. */
export function noSuccessText({ entry, state }: EndedSession): string {
  const session = `session ${named(entry)}`;
  return state === "dead"
    ? `${session} crashed: the recorder stopped without finishing`
    : `${session} failed`;
}

/** Says which sessions have not ended in time. */
export function stillRunningText(open: readonly SessionEntry[], timeout: string): string {
  const names = open.slice(0, NAMED_SESSIONS).map(named).join(", ");
  const more = open.length > NAMED_SESSIONS ? ` and ${open.length - NAMED_SESSIONS} more` : "";
  return `still running after ${terminalText(timeout)}: ${names}${more}`;
}

function named({ zig_session_id, workflow_name }: SessionEntry): string {
  return `${terminalText(zig_session_id)} (${nameText(workflow_name)})`;
}
