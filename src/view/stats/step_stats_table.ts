import type { StepStats } from "../../inspect/stats/step_stats.ts";
import { countText } from "../format/count_text.ts";
import { formatDuration } from "../format/duration.ts";
import type { Paint } from "../terminal/paint.ts";
import { rateText } from "../format/rate_text.ts";
import { type Cell, type Column, tableLines } from "../terminal/table.ts";
import { nameText } from "../format/name_text.ts";

/** Below this many columns the rarer numbers are left out. */
const ROOMY_COLUMNS = 60;

interface StepColumn extends Column {
  readonly roomy?: boolean;
  readonly cell: (step: StepStats) => Cell;
}

/** The lines of a table of steps, safe for a terminal. */
export function stepStatsLines(
  steps: readonly StepStats[],
  columns: number,
  paint: Paint,
): string[] {
  const remarks = steps.some((step) => remark(step).text !== "");
  const shown = COLUMNS.filter(({ roomy, title }) =>
    (!roomy || columns >= ROOMY_COLUMNS) && (remarks || title !== "")
  );
  const rows = steps.map((step) => shown.map(({ cell }) => cell(step)));
  return tableLines(shown, rows, columns, paint).map((line) => line.trimEnd());
}

const COLUMNS: readonly StepColumn[] = [
  {
    title: "STEP",
    keep: "beginning",
    cell: ({ step_name }) => ({ text: nameText(step_name), look: "bold" }),
  },
  {
    title: "RUNS",
    align: "right",
    cell: ({ completed, failed, dead }) => ({ text: String(completed + failed + dead) }),
  },
  {
    title: "OK",
    align: "right",
    cell: ({ success_rate }) => ({
      text: rateText(success_rate),
      look: success_rate === 1 ? "green" : "plain",
    }),
  },
  duration("P50", "p50"),
  { ...duration("P95", "p95"), roomy: true },
  { ...duration("MAX", "max"), roomy: true },
  { title: "", keep: "beginning", cell: remark },
];

function duration(title: string, of: "p50" | "p95" | "max"): StepColumn {
  return {
    title,
    align: "right",
    cell: ({ duration_ms }) => ({ text: duration_ms ? formatDuration(duration_ms[of]) : "-" }),
  };
}

function remark(step: StepStats): Cell {
  const { flaky, passed_on_retry, changes, dead, skipped } = step;
  const text = [
    flaky ? "flaky" : "",
    passed_on_retry > 0 ? `${passed_on_retry} passed on retry` : "",
    flaky && changes > 0 ? `changed ${countText(changes, "time")} of late` : "",
    dead > 0 ? `${dead} crashed` : "",
    skipped > 0 ? `${skipped} skipped` : "",
  ].filter(Boolean).join(", ");
  return { text, look: flaky ? "yellow" : "dim" };
}
