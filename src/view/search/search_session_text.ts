import type { SessionEntry, SessionState } from "../../session/mod.ts";
import type { SearchMatch } from "../../inspect/search/search_events.ts";
import type { ContextLine } from "../../inspect/search/step_history.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import type { Paint } from "../terminal/paint.ts";
import { ProjectNames } from "../format/project_name.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { shortTimeText } from "../format/time_text.ts";
import { nameText } from "../format/name_text.ts";

/** A session that is searched. */
export interface SearchedSession {
  readonly entry: SessionEntry;
  readonly shortId: string;
  /** Asked for only where it is shown. */
  readonly state: () => SessionState;
}

const names = new ProjectNames();

/** A session in one line that is safe for a terminal. */
export function sessionHeading(
  { entry, shortId, state }: SearchedSession,
  nowMs: number,
  paint: Paint,
): string {
  const { symbol, look } = SESSION_MARKS[state()];
  const project = terminalText(names.of(entry));
  return [
    paint("bold", terminalText(shortId)),
    paint(look, `${symbol} ${nameText(entry.workflow_name)}`),
    ...(project ? [project] : []),
    paint("dim", shortTimeText(entry.started_at, nowMs)),
  ].join("  ");
}

/** The object that `search --json` prints for a match: its names stay. */
export function matchJson(
  { zig_session_id, workflow_name }: SessionEntry,
  { event, before, after }: SearchMatch,
  withContext: boolean,
): object {
  const { step_name, stream, seq, ts, line } = event;
  const found = { zig_session_id, workflow_name, step_name, stream, seq, ts, line };
  return withContext
    ? { ...found, before: before.map(lineJson), after: after.map(lineJson) }
    : found;
}

function lineJson({ event: { stream, seq, ts, line } }: ContextLine): object {
  return { stream, seq, ts, line };
}
