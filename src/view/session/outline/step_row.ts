import type { OutlinedStep } from "../../../session/outline/step_outline.ts";
import { formatDuration } from "../../format/duration.ts";
import { STEP_MARKS } from "../../format/marks.ts";
import { wordsText } from "../../format/name_text.ts";
import type { Layout } from "../../terminal/layout.ts";
import { padText, textWidth, wrapText } from "../../terminal/text_width.ts";
import { type Timeline, timelineBar, timelineOf } from "../../terminal/timeline.ts";
import { logFullText } from "../omitted_text.ts";
import { outcomeText, stepNameText } from "../step_text.ts";

/** The columns that rows of steps have in common. */
export interface RowColumns {
  readonly name: number;
  readonly duration: number;
  /** Where the longest name leaves no room beside it, what became of the step stands below. */
  readonly isStacked: boolean;
  /** To show when each step ran; undefined where there is no room or no use for it. */
  readonly timeline: Timeline | undefined;
  /** Of the terminal. */
  readonly all: number;
}

/** Indentation, mark, and the gaps behind name and duration. */
const FIXED_COLUMNS = 8;
const DURATION_COLUMNS = 6, MOST_OUTCOME_COLUMNS = 20;
const BAR_COLUMNS = 20, LEAST_BAR_COLUMNS = 8, GAP_COLUMNS = 2;
/** Below this many columns there is no room for bars. */
const ROOMY_COLUMNS = 70;
/** Text that is wrapped in fewer is hard to read. */
const LEAST_OUTCOME_COLUMNS = 16;
const INDENT = 4;

/** Columns that fit the longest name of these rows; bars, of when each of `steps` ran, in what is left. */
export function rowColumns(
  rows: readonly OutlinedStep[],
  steps: readonly OutlinedStep[],
  all: number,
): RowColumns {
  const widest = (textOf: (step: OutlinedStep) => string) =>
    rows.reduce((most, step) => Math.max(most, textWidth(textOf(step))), 0);
  const duration = Math.max(DURATION_COLUMNS, widest(durationText));
  const names = widest(stepNameText);
  const outcome = Math.min(MOST_OUTCOME_COLUMNS, widest(outcomeText));
  const room = all - FIXED_COLUMNS - duration;
  const bar = Math.min(BAR_COLUMNS, room - names - outcome - GAP_COLUMNS);
  const hasBar = all >= ROOMY_COLUMNS && bar >= LEAST_BAR_COLUMNS;
  return {
    name: names,
    duration,
    isStacked: names > room - Math.min(outcome, LEAST_OUTCOME_COLUMNS),
    timeline: hasBar ? timelineOf(steps, bar) : undefined,
    all,
  };
}

/** The row of a step: mark, name, duration, when it ran, and what became of it, which goes on below where it is long. */
export function stepRow(
  step: OutlinedStep,
  { name, duration, isStacked, timeline, all }: RowColumns,
  paint: Layout["paint"],
): string[] {
  const { symbol, look } = STEP_MARKS[step.status];
  const mark = `  ${paint(look, symbol)} `, took = durationText(step), outcome = outcomeText(step);
  const shown = (text: string) => paint(look === "green" ? "dim" : look, text);
  if (isStacked) {
    const [first = "", ...rest] = wrapText(stepNameText(step), Math.max(1, all - INDENT));
    const below = [took, outcome].filter(Boolean).join("  ");
    return [
      mark + first,
      ...rest.map(indented),
      ...(below ? wrapText(below, Math.max(1, all - INDENT)) : []).map(shown).map(indented),
    ];
  }
  const bar = timeline ? `${paint(look, timelineBar(step, timeline))}  ` : "";
  const head = `${mark}${padText(stepNameText(step), name)}  ${padText(took, duration)}  ${bar}`;
  const before = FIXED_COLUMNS + name + duration + (timeline ? timeline.columns + GAP_COLUMNS : 0);
  const [first = "", ...rest] = wrapText(outcome, Math.max(LEAST_OUTCOME_COLUMNS, all - before));
  return [
    (head + shown(first)).trimEnd(),
    ...rest.map((text) => " ".repeat(before) + shown(text)),
  ];
}

function indented(text: string): string {
  return " ".repeat(INDENT) + text;
}

/** What was run, behind a prompt; nothing where it is not known. */
export function commandLines(
  { zag_command, prompt_preview }: OutlinedStep,
  { columns, paint }: Pick<Layout, "columns" | "paint">,
): string[] {
  if (zag_command !== "exec" || !prompt_preview) return [];
  return wrapText(wordsText(prompt_preview), Math.max(LEAST_OUTCOME_COLUMNS, columns - 6))
    .map((text, index) => `    ${paint("dim", `${index === 0 ? "$" : " "} ${text}`)}`);
}

/** Says what of a step's output is not in the log. */
export function missingLines(step: OutlinedStep, paint: Layout["paint"]): string[] {
  const { omitted_lines: lines, omitted_bytes: bytes, lost_lines } = step;
  return [
    ...(lines > 0 ? [logFullText({ lines, bytes })] : []),
    ...(lost_lines > 0 ? [`${lost_lines} lines of output could not be recorded`] : []),
  ].map((text) => `    ${paint("yellow", text)}`);
}

function durationText({ duration_ms }: OutlinedStep): string {
  return duration_ms === null ? "" : formatDuration(duration_ms);
}
