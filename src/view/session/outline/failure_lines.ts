import type { CauseLine } from "../../../inspect/causes/cause_finder.ts";
import type { StepCauses } from "../../../inspect/causes/find_causes.ts";
import type { OutlinedStep } from "../../../session/outline/step_outline.ts";
import { countText } from "../../format/count_text.ts";
import { ByteBudget } from "../../terminal/byte_budget.ts";
import { terminalText } from "../../terminal/terminal_text.ts";
import { chooseCauses, linesBeside, shortLine } from "../cause_text.ts";
import { lastAttemptOutput, lastAttemptTail, outputHeading } from "./last_attempt.ts";
import { type OutputLayout, outputLines, shortLines, tailLines } from "./output_lines.ts";
import { commandLines, missingLines, rowColumns, stepRow } from "./step_row.ts";

/** How much is told of steps that failed. */
export interface FailureTelling {
  /** By name; of steps that share one, those of the last. */
  readonly causes: ReadonlyMap<string, StepCauses>;
  /** How many of its last lines a step shows, where that was asked for. */
  readonly tail: number | undefined;
  /** Whether every step is explained, not only the first few. */
  readonly all: boolean;
}

/** How many rows of a terminal output gets; of one step, and of each where there are more. */
const ROWS = 20, FEWER_ROWS = 10;
/** How many last lines are shown beside a cause. */
const TAIL = 10, SHORTER_TAIL = 4;
const MOST_EXPLAINED = 3;
/** Wider lines are read no better. */
const MOST_ROW_COLUMNS = 100;

/** The longest output, in characters, that is shown whole. */
export const MOST_WHOLE_CHARS = ROWS * MOST_ROW_COLUMNS;

/** Those of the failing steps that {@link failureLines} explains. */
export function explainedSteps(failing: readonly OutlinedStep[], all: boolean): OutlinedStep[] {
  return all ? [...failing] : failing.slice(0, MOST_EXPLAINED);
}

/** Why steps failed, each with its command: all of a short output, or else the lines that say why and the last ones. */
export function failureLines(
  failing: readonly OutlinedStep[],
  { causes, tail, all }: FailureTelling,
  layout: OutputLayout,
): string[] {
  const { columns, paint } = layout;
  const explained = explainedSteps(failing, all), more = failing.length - explained.length;
  const isOne = explained.length === 1;
  const extent = {
    rows: isOne ? ROWS : FEWER_ROWS,
    tail: tail ?? (isOne ? TAIL : SHORTER_TAIL),
    mostWhole: tail ?? Infinity,
  };
  return [
    ...explained.flatMap((step) => {
      const isLast = failing.findLast(({ step_name }) => step_name === step.step_name) === step;
      const found = isLast ? causes.get(step.step_name) : undefined;
      return [
        "",
        ...stepRow(step, rowColumns([step], [], columns), paint),
        ...commandLines(step, layout),
        ...missingLines(step, paint),
        ...reasonLines(step, found, extent, layout),
      ];
    }),
    ...(more > 0
      ? ["", `  … and ${countText(more, "more step")} failed (--all explains each)`]
      : []),
  ];
}

interface Extent {
  readonly rows: number;
  readonly tail: number;
  /** Of more lines, not all are shown even where there is room. */
  readonly mostWhole: number;
}

function reasonLines(
  step: OutlinedStep,
  causes: StepCauses | undefined,
  extent: Extent,
  layout: OutputLayout,
): string[] {
  if (!causes) return tailLines(step, extent.tail, layout);
  const { paint } = layout, heading = (text: string) => `    ${paint("bold", text)}`;
  if (causes.lines === 0) return [`    ${paint("dim", "No output was recorded.")}`];
  const rowBytes = Math.min(layout.columns, MOST_ROW_COLUMNS);
  const whole = lastAttemptOutput(step, causes);
  if (whole && whole.length <= extent.mostWhole) {
    const texts = whole.map(({ line }) => terminalText(line));
    if (new ByteBudget(extent.rows * rowBytes, rowBytes).take(...texts)) {
      return [
        heading(outputHeading(step, whole)),
        ...whole.flatMap(({ stream }, at) => outputLines(stream, texts[at] ?? "", layout)),
      ];
    }
  }
  const { groups } = chooseCauses(causes.spots, [], extent.rows * rowBytes, rowBytes);
  if (groups.length === 0) return tailLines(step, extent.tail, layout);
  const beside = linesBeside(lastAttemptTail(step, causes), groups.flat());
  const last = extent.tail > 0 ? beside.slice(-extent.tail) : [];
  return [
    heading("cause:"),
    ...groups.flatMap((lines, index) => [
      ...(areApart(groups[index - 1], lines) ? [`    ${paint("dim", "…")}`] : []),
      ...lines.flatMap(({ stream, speaker, text }) =>
        outputLines(stream, shortLine(speaker + text), layout)
      ),
    ]),
    ...(last.length > 0 ? [heading("last lines:"), ...shortLines(last, layout)] : []),
  ];
}

/** Whether two places are told apart by a line: messages of one line each need none. */
function areApart(before: readonly CauseLine[] | undefined, lines: readonly CauseLine[]): boolean {
  return before !== undefined && before.length + lines.length > 2;
}
