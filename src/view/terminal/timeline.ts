import type { OutlinedStep } from "../../session/outline/step_outline.ts";

/** A span of time as a row of columns. */
export interface Timeline {
  readonly startMs: number;
  readonly endMs: number;
  readonly columns: number;
}

const LEAST_STEPS = 2;

/** The time from the first beginning to the last end of steps; undefined where a bar would tell nothing. */
export function timelineOf(
  steps: readonly OutlinedStep[],
  columns: number,
): Timeline | undefined {
  const spans = steps.flatMap((step) => spanOf(step) ?? []);
  if (spans.length < LEAST_STEPS) return undefined;
  const startMs = Math.min(...spans.map(({ startMs }) => startMs));
  const endMs = Math.max(...spans.map(({ endMs }) => endMs));
  return endMs > startMs ? { startMs, endMs, columns } : undefined;
}

/** When a step ran, as a bar that starts and ends where it did; at least one column of it. */
export function timelineBar(step: OutlinedStep, { startMs, endMs, columns }: Timeline): string {
  const span = spanOf(step);
  if (!span) return " ".repeat(columns);
  const column = (ms: number) => ((ms - startMs) / (endMs - startMs)) * columns;
  const from = Math.min(columns - 1, Math.floor(column(span.startMs)));
  const to = Math.max(from + 1, Math.min(columns, Math.round(column(span.endMs))));
  return " ".repeat(from) + "━".repeat(to - from) + " ".repeat(columns - to);
}

function spanOf({ started_at, duration_ms }: OutlinedStep) {
  const startMs = Date.parse(started_at ?? "");
  if (Number.isNaN(startMs) || duration_ms === null) return undefined;
  return { startMs, endMs: startMs + duration_ms };
}
