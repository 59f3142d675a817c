import type { StepCauses } from "../../inspect/causes/find_causes.ts";
import type { OutlinedStep } from "../../session/outline/step_outline.ts";
import { ByteBudget } from "../terminal/byte_budget.ts";
import { causeLineText, chooseCauses, tailLineText } from "./cause_text.ts";
import { countText } from "../format/count_text.ts";
import { formatDuration } from "../format/duration.ts";
import { logFullText } from "./omitted_text.ts";
import { lastAttemptOutput, lastAttemptTail, outputHeading } from "./outline/last_attempt.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import type { SessionSummary } from "./session_summary.ts";
import { outcomeText, stepNameText } from "./step_text.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { nameText } from "../format/name_text.ts";
import { shellWord } from "../format/shell_word.ts";

/** The steps whose failure is to be explained, in the order of their beginning: those that failed, or never ended. */
export function failingSteps({ outline }: Pick<SessionSummary, "outline">): OutlinedStep[] {
  return outline.steps
    .filter(({ status, failure_allowed }) =>
      status === "dead" || status === "unfinished" || (status === "failed" && !failure_allowed)
    )
    .sort((a, b) => ((a.started_at ?? "") < (b.started_at ?? "") ? -1 : 1));
}

const MOST_NAME_CHARS = 200;
const COMMAND_BYTES = 200, FOOTER_SHARE = 0.4, LEAST_STEP_BYTES = 160;

/**
 * A session in at most `bytes` bytes: verdict, failing steps with command and exit code, all of a step's output where it
 * fits, or else the lines that say why and its end, and the command that prints the rest.
 */
export function budgetText(
  summary: SessionSummary,
  causes: ReadonlyMap<string, StepCauses>,
  bytes: number,
): string {
  const budget = new ByteBudget(bytes);
  budget.takeCut(verdict(summary));
  const failing = failingSteps(summary);
  const footer = footerText(summary, failing);
  const footed = footer.length > 0 && Buffer.byteLength(footer) < bytes * FOOTER_SHARE;
  const body = budget.part(budget.room - (footed ? Buffer.byteLength(footer) + 1 : 0));
  failing.forEach((step, index) => {
    const share = body.part(body.room / (failing.length - index));
    if (index > 0 && share.room < LEAST_STEP_BYTES) return body.takeCut(headOf(step));
    tellStep(step, causes.get(step.step_name), share);
    body.add(share);
  });
  if (failing.length === 0) { for (const step of summary.outline.steps) body.take(headOf(step)); }
  budget.add(body);
  if (footed) budget.take(footer);
  return budget.lines.map((line) => `${line}\n`).join("");
}

function verdict({ entry, state, durationMs }: SessionSummary): string {
  const took = durationMs === null ? "" : ` after ${formatDuration(durationMs)}`;
  const name = nameText(entry.workflow_name);
  return `${SESSION_MARKS[state].symbol} ${name} ${state}${took}, session ${
    nameText(entry.zig_session_id)
  }`;
}

function headOf(step: OutlinedStep): string {
  return `step ${stepNameText(step)}: ${outcomeText(step) || step.status}`;
}

function tellStep(step: OutlinedStep, causes: StepCauses | undefined, budget: ByteBudget): void {
  budget.takeCut(headOf(step));
  if (step.zag_command === "exec" && step.prompt_preview) {
    const command = budget.part(COMMAND_BYTES);
    command.takeCut(`$ ${terminalText(step.prompt_preview)}`);
    budget.add(command);
  }
  const { omitted_lines: lines, omitted_bytes } = step;
  if (lines > 0) budget.take(logFullText({ lines, bytes: omitted_bytes }));
  if (!causes || causes.lines === 0) {
    budget.take("No output was recorded.");
    return;
  }
  if (tellAll(step, causes, budget)) return;
  const titles = ["cause:", "last lines:"];
  const room = budget.room - titles.reduce((sum, title) => sum + title.length + 1, 0);
  const { groups, tail } = chooseCauses(causes.spots, lastAttemptTail(step, causes), room);
  if (groups.length > 0) {
    budget.take(titles[0] ?? "");
    for (const line of groups.flat()) budget.takeCut(causeLineText(line));
  }
  if (tail.length > 0) budget.take(titles[1] ?? "", ...tail.map(tailLineText));
}

/** Without numbers, since nothing is missing between the lines. False where they do not fit. */
function tellAll(step: OutlinedStep, causes: StepCauses, budget: ByteBudget): boolean {
  const lines = lastAttemptOutput(step, causes);
  return lines !== undefined &&
    budget.take(outputHeading(step, lines), ...lines.map(({ line }) => terminalText(line)));
}

function footerText(summary: SessionSummary, failing: readonly OutlinedStep[]): string {
  const [first] = failing;
  const lines = first ? first.stdout_lines + first.stderr_lines : 0;
  const what = lines > 0 ? `full output (${countText(lines, "line")})` : "full output";
  return `${what}: ${outputCommand(summary, failing)}`;
}

/** The command that prints all that the first of these steps has printed, or the session when there is none. */
export function outputCommand(
  { entry, elsewhere }: Pick<SessionSummary, "entry" | "elsewhere">,
  [first]: readonly OutlinedStep[],
): string {
  const scope = elsewhere ? " --global" : "";
  const isShort = first && first.step_name.length <= MOST_NAME_CHARS;
  const step = isShort ? ` ${shellWord(first.step_name)}` : "";
  return `zig-session show${scope} ${shellWord(entry.zig_session_id)} --output${step}`;
}
