import type { StepCauses } from "../../../inspect/causes/find_causes.ts";
import type { OutlinedStep } from "../../../session/outline/step_outline.ts";
import type { TailLine } from "../../../session/outline/step_tail_lines.ts";
import { countText } from "../../format/count_text.ts";

/** The last lines of a step without those of its earlier attempts, whose end tells nothing of this one. */
export function lastAttemptTail(step: OutlinedStep, causes: StepCauses | undefined): TailLine[] {
  return causes && causes.lines > 0 ? step.tail.slice(-causes.lines) : [];
}

/** All that the last attempt printed; undefined where that is more than was kept, or is not all in the log. */
export function lastAttemptOutput(
  { omitted_lines, lost_lines }: OutlinedStep,
  causes: StepCauses | undefined,
): readonly TailLine[] | undefined {
  return causes && causes.lines > 0 && omitted_lines + lost_lines === 0 ? causes.output : undefined;
}

/** What stands above {@link lastAttemptOutput}: "full output (12 lines):". */
export function outputHeading({ attempts }: OutlinedStep, lines: readonly TailLine[]): string {
  const attempt = attempts > 1 ? ` of attempt ${attempts}` : "";
  return `full output${attempt} (${countText(lines.length, "line")}):`;
}
