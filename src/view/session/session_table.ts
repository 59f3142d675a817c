import type { Layout } from "../terminal/layout.ts";
import type { SessionEntry, SessionState } from "../../session/mod.ts";
import { formatDuration } from "../format/duration.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import { ProjectNames } from "../format/project_name.ts";
import { type Cell, type Column, tableLines } from "../terminal/table.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { shortTimeText } from "../format/time_text.ts";
import { nameText } from "../format/name_text.ts";

/** A session of a list. */
export interface SessionRow {
  readonly entry: SessionEntry;
  readonly state: SessionState;
  readonly durationMs: number | null;
  readonly shortId: string;
}

interface RowColumn extends Column {
  readonly cell: (row: SessionRow) => Cell;
}

/** Below this many columns the symbol stands for the state, and in a list of all projects the duration goes. */
const ROOMY_COLUMNS = 60;

/** The lines of a list of sessions, safe for a terminal, with a project column when the sessions have one. */
export function sessionLines(rows: readonly SessionRow[], layout: Layout): string[] {
  const columns = chooseColumns(rows, layout);
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  return tableLines(columns, cells, layout.columns, layout.paint);
}

function chooseColumns(rows: readonly SessionRow[], { columns, nowMs }: Layout): RowColumn[] {
  const roomy = columns >= ROOMY_COLUMNS;
  const names = new ProjectNames();
  const withProject = rows.some(({ entry }) => "project" in entry);
  const id: RowColumn = {
    title: "ID",
    cell: ({ shortId }) => ({ text: terminalText(shortId), look: "bold" }),
  };
  const status: RowColumn = {
    title: roomy ? "STATUS" : "",
    cell: ({ state }) => {
      const { symbol, label, look } = SESSION_MARKS[state];
      return { text: roomy ? `${symbol} ${label}` : symbol, look };
    },
  };
  const started: RowColumn = {
    title: "STARTED",
    cell: ({ entry }) => ({ text: shortTimeText(entry.started_at, nowMs) }),
  };
  const duration: RowColumn = {
    title: roomy ? "DURATION" : "TOOK",
    align: "right",
    cell: ({ durationMs }) => ({ text: durationMs === null ? "?" : formatDuration(durationMs) }),
  };
  const project: RowColumn = {
    title: "PROJECT",
    keep: "end",
    cell: ({ entry }) => ({ text: terminalText(names.of(entry)) }),
  };
  const workflow: RowColumn = {
    title: "WORKFLOW",
    keep: "beginning",
    cell: ({ entry }) => ({ text: nameText(entry.workflow_name) }),
  };
  if (!withProject) return [id, status, started, duration, workflow];
  return roomy
    ? [id, status, started, duration, project, workflow]
    : [id, status, started, project, workflow];
}
