import { summarizeRuns } from "../../inspect/stats/run_summary.ts";
import type { Run, WorkflowRuns } from "../../inspect/stats/workflow_runs.ts";
import { formatDuration } from "../format/duration.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import type { Paint } from "../terminal/paint.ts";
import { ProjectNames } from "../format/project_name.ts";
import { rateText } from "../format/rate_text.ts";
import { type Cell, type Column, tableLines } from "../terminal/table.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { nameText } from "../format/name_text.ts";

/** Below this many columns the rarer numbers are left out, and below that even the trend. */
const ROOMY_COLUMNS = 76, NARROW_COLUMNS = 50;
const TREND_RUNS = 10;

/** The lines of a table of workflows, safe for a terminal, with a project column when the sessions have one. */
export function workflowLines(
  workflows: readonly WorkflowRuns[],
  columns: number,
  paint: Paint,
): string[] {
  const names = new ProjectNames();
  const withProject = workflows.some(({ runs: [run] }) => run && "project" in run.entry);
  const shown = COLUMNS.filter(({ atLeast, title }) =>
    columns >= atLeast && (withProject || title !== "PROJECT")
  );
  const rows = workflows.map((workflow) => shown.map(({ cell }) => cell(workflow, names)));
  return tableLines(shown, rows, columns, paint);
}

interface WorkflowColumn extends Column {
  readonly atLeast: number;
  readonly cell: (workflow: WorkflowRuns, names: ProjectNames) => Cell;
}

const COLUMNS: readonly WorkflowColumn[] = [
  {
    title: "WORKFLOW",
    keep: "beginning",
    atLeast: 0,
    cell: ({ workflowName }) => ({ text: nameText(workflowName), look: "bold" }),
  },
  {
    title: "PROJECT",
    keep: "end",
    atLeast: NARROW_COLUMNS,
    cell: ({ runs: [run] }, names) => ({ text: run ? terminalText(names.of(run.entry)) : "" }),
  },
  {
    title: "RUNS",
    align: "right",
    atLeast: 0,
    cell: ({ runs }) => ({ text: String(runs.length) }),
  },
  {
    title: "OK",
    align: "right",
    atLeast: 0,
    cell: ({ runs }) => {
      const { success_rate } = summarizeRuns(runs);
      return { text: rateText(success_rate), look: success_rate === 1 ? "green" : "plain" };
    },
  },
  {
    title: "DEAD",
    align: "right",
    atLeast: ROOMY_COLUMNS,
    cell: ({ runs }) => ({ text: String(summarizeRuns(runs).dead) }),
  },
  duration("P50", "p50", 0),
  duration("P95", "p95", NARROW_COLUMNS),
  duration("MAX", "max", ROOMY_COLUMNS),
  {
    title: "LAST",
    atLeast: NARROW_COLUMNS,
    cell: ({ runs }) => ({ text: outcomes(runs.slice(0, TREND_RUNS).reverse()) }),
  },
];

function duration(title: string, of: "p50" | "p95" | "max", atLeast: number): WorkflowColumn {
  return {
    title,
    align: "right",
    atLeast,
    cell: ({ runs }) => {
      const { duration_ms } = summarizeRuns(runs);
      return { text: duration_ms ? formatDuration(duration_ms[of]) : "-" };
    },
  };
}

/** A mark for each run. */
export function outcomes(runs: readonly Run[]): string {
  return runs.map(({ state }) => SESSION_MARKS[state].symbol).join("");
}
