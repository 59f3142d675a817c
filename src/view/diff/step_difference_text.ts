import type { OutputDifferences, PrintedLine } from "../../inspect/diff/compare_output.ts";
import type { StepDifference, StepFact } from "../../inspect/diff/step_difference.ts";
import type { TimeDifference } from "../../inspect/diff/time_difference.ts";
import type { OutlinedStep, StepStatus } from "../../session/outline/step_outline.ts";
import { countText } from "../format/count_text.ts";
import { formatDuration } from "../format/duration.ts";
import { STEP_MARKS } from "../format/marks.ts";
import type { Look, Paint } from "../terminal/paint.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { nameText, wordsText } from "../format/name_text.ts";

const SIGNS = {
  before: { sign: "-", look: "red" },
  after: { sign: "+", look: "green" },
  both: { sign: "~", look: "yellow" },
} as const satisfies Record<PrintedLine["in"], { sign: string; look: Look }>;

const RAN: readonly StepStatus[] = ["completed", "failed", "dead", "unfinished", "running"];

/** Nobody reads more, and `-n` takes no more than six digits. */
const MOST_SHOWN = 10_000;

/** The lines that tell what is different in a step, safe for a terminal. */
export function changedStepLines(step: StepDifference, paint: Paint): string[] {
  const { change, before, after, output } = step;
  const { symbol, look } = STEP_MARKS[(after ?? before)?.status ?? "not_run"];
  const [mark, markLook] = change === "missing"
    ? ["-", "red"] as const
    : change === "new"
    ? ["+", "green"] as const
    : [symbol, look];
  const again = step.occurrence > 0 ? ` (number ${step.occurrence + 1} of this name)` : "";
  const name = paint("bold", nameText(step.step_name)) + again;
  const facts = factTexts(step);
  const head = `${paint(markLook, mark)} ${name}${facts.length > 0 ? `: ${facts.join("; ")}` : ""}`;
  const ran = before && after && [before, after].every(({ status }) => RAN.includes(status));
  return [
    head,
    ...textChanges(step, paint),
    ...(output ? outputLines(output, paint) : []),
    ...(ran && !output ? [`  ${paint("yellow", "its output has not been compared")}`] : []),
  ];
}

/** Such as "12.0s, was 3.0s (4×)". */
export function timeText({ before_ms, after_ms, ratio }: TimeDifference): string {
  const times = ratio === null ? "" : ` (${Number(ratio.toPrecision(2))}×)`;
  return `${formatDuration(after_ms)}, was ${formatDuration(before_ms)}${times}`;
}

function factTexts({ change, changed, before, after, time }: StepDifference): string[] {
  if (change === "missing") return [`missing, was ${wordFor(before)}`];
  if (change === "new") return [`new, ${wordFor(after)}`];
  const facts: string[] = [];
  const codes = [after?.exit_code ?? null, before?.exit_code ?? null];
  const bothCodes = changed.includes("exit_code") && !codes.includes(null);
  if (changed.includes("status")) {
    facts.push(`${wordFor(after, !bothCodes)}, was ${wordFor(before, !bothCodes)}`);
  }
  if (bothCodes) facts.push(`exit ${codes.join(", was ")}`);
  if (changed.includes("attempts") && after?.attempts) {
    facts.push(`${countText(after.attempts, "attempt")}, was ${before?.attempts}`);
  }
  if (time?.notable) facts.push(`took ${timeText(time)}`);
  return facts;
}

function wordFor(step: OutlinedStep | null, withCode = true): string {
  if (!step) return "not run";
  const { status, exit_code } = step;
  const code = withCode && status === "failed" && exit_code !== null ? ` (${exit_code})` : "";
  return status.replace("_", " ") + code;
}

/** What was told of the step itself. */
function textChanges({ changed, before, after }: StepDifference, paint: Paint): string[] {
  const facts = [["prompt_preview", "$ "], ["error", "error: "], ["reason", "skipped: "]] as const;
  return facts.flatMap(([fact, title]) => {
    if (!changed.includes(fact satisfies StepFact)) return [];
    return ([["before", before], ["after", after]] as const).flatMap(([run, step]) => {
      const text = step?.[fact];
      const { sign, look } = SIGNS[run];
      return text ? [`  ${paint(look, `${sign} ${paint("bold", title)}${wordsText(text)}`)}`] : [];
    });
  });
}

function outputLines({ lines, total, overflowed }: OutputDifferences, paint: Paint): string[] {
  const shown = lines.flatMap((line, at) => [
    ...(line.joined || at === 0 ? [] : [`  ${paint("dim", "⋮")}`]),
    lineText(line, paint),
  ]);
  const more = { before: total.before, after: total.after, both: total.both };
  for (const line of lines) more[line.in]--;
  const cut = [
    more.before > 0 ? `${more.before} that only the earlier run has (-)` : "",
    more.after > 0 ? `${more.after} that only the later one has (+)` : "",
    more.both > 0 ? `${more.both} that one has far more often (~)` : "",
  ].filter(Boolean);
  const all = total.before + total.after + total.both;
  if (cut.length > 0) {
    const how = all <= MOST_SHOWN ? `-n ${all} shows all` : "-n shows more";
    shown.push(`  ${paint("dim", `… and ${cut.join(", ")}: ${how}`)}`);
  }
  if (overflowed) {
    shown.push(
      `  ${
        paint("yellow", "Too many lines differ to be sure: some may be in the other run, far away")
      }`,
    );
  }
  return shown;
}

function lineText({ in: run, line, count }: PrintedLine, paint: Paint): string {
  const { sign, look } = SIGNS[run];
  const often = run === "both"
    ? `  (${count.after} times, was ${count.before})`
    : count[run] > 1
    ? `  (${count[run]} times)`
    : "";
  return `  ${paint(look, `${sign} ${terminalText(line)}`)}${paint("dim", often)}`;
}
