import type { OutlinedStep, StepStatus } from "../../session/outline/step_outline.ts";
import type { TailLine } from "../../session/outline/step_tail_lines.ts";
import { formatDuration } from "../format/duration.ts";
import { STEP_MARKS } from "../format/marks.ts";
import { logFullText } from "./omitted_text.ts";
import type { Paint } from "../terminal/paint.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { padText } from "../terminal/text_width.ts";
import { type Timeline, timelineBar } from "../terminal/timeline.ts";
import { nameText, wordsText } from "../format/name_text.ts";

/** How steps are shown together. */
export interface StepStage {
  /** To line up what stands behind the names. */
  readonly nameColumns: number;
  /** Whether it is the only step, whose command is told elsewhere. */
  readonly alone: boolean;
  /** To show when each step ran; undefined where there is no room or no use for it. */
  readonly timeline: Timeline | undefined;
  readonly paint: Paint;
}

/** What a reader wants to know more of. */
const TOLD_WHOLE: readonly StepStatus[] = ["failed", "dead", "unfinished"];

const MAX_NAME_COLUMNS = 24, DURATION_COLUMNS = 6;

/** The lines that tell a step, safe for a terminal: what became of it, and when that is not well, its last words. */
export function stepLines(step: OutlinedStep, stage: StepStage): string[] {
  const { nameColumns, alone, timeline, paint } = stage;
  const { symbol, look } = STEP_MARKS[step.status];
  const name = padText(stepNameText(step), Math.min(nameColumns, MAX_NAME_COLUMNS));
  const duration = step.duration_ms === null ? "" : formatDuration(step.duration_ms);
  const outcome = paint(look === "green" ? "dim" : look, outcomeText(step));
  const bar = timeline ? `${paint(look, timelineBar(step, timeline))}  ` : "";
  const head = `  ${paint(look, symbol)} ${name}  ${
    padText(duration, DURATION_COLUMNS)
  }  ${bar}${outcome}`;
  const missing = [
    ...(step.omitted_lines > 0
      ? [logFullText({ lines: step.omitted_lines, bytes: step.omitted_bytes })]
      : []),
    ...(step.lost_lines > 0 ? [`${step.lost_lines} lines of output could not be recorded`] : []),
  ];
  const lost = missing.map((text) => `    ${paint("yellow", text)}`);
  if (!TOLD_WHOLE.includes(step.status)) return [head.trimEnd(), ...lost];
  const asked = !alone && step.zag_command === "exec" && step.prompt_preview
    ? [`    ${paint("dim", `$ ${wordsText(step.prompt_preview)}`)}`]
    : [];
  return [head, ...asked, ...tailLines(step, paint), ...lost];
}

/** The name of a step, safe for a terminal. */
export function stepNameText({ step_name }: Pick<OutlinedStep, "step_name">): string {
  return nameText(step_name);
}

/** What became of a step, in a few words, safe for a terminal; empty for one that simply completed. */
export function outcomeText(step: OutlinedStep): string {
  switch (step.status) {
    case "failed":
      return failureText(step);
    case "completed": {
      const code = step.exit_code === 0 ? "" : `exit ${step.exit_code}`;
      const tries = step.attempts > 1 ? `at attempt ${step.attempts}` : "";
      return [code, tries].filter(Boolean).join(", ");
    }
    case "skipped":
      return `skipped: ${wordsText(step.reason ?? "")}`;
    case "running":
      return step.attempts > 1 ? `running, attempt ${step.attempts}` : "running";
    case "not_run":
      return "not run";
    case "dead":
      return "dead: its recorder is gone";
    case "pending":
    case "unfinished":
      return step.status;
  }
}

/** Such as "exit 143, 2 attempts: killed by SIGTERM"; the code is not said twice. */
function failureText({ exit_code, attempts, error, failure_allowed }: OutlinedStep): string {
  const said = error?.split(/\W+/).includes(String(exit_code));
  const facts = [
    failure_allowed ? "allowed to fail" : "",
    exit_code === null || said ? "" : `exit ${exit_code}`,
    attempts > 1 ? `${attempts} attempts` : "",
  ].filter(Boolean).join(", ");
  return [facts, wordsText(error ?? "")].filter(Boolean).join(": ") || "failed";
}

function tailLines({ tail, stdout_lines, stderr_lines }: OutlinedStep, paint: Paint): string[] {
  const earlier = stdout_lines + stderr_lines - tail.length;
  return [
    ...(tail.length > 0 && earlier > 0
      ? [`    ${paint("dim", `… ${earlier} earlier ${earlier === 1 ? "line" : "lines"}`)}`]
      : []),
    ...tail.map((line) => tailText(line, paint)),
  ];
}

function tailText({ stream, line }: TailLine, paint: Paint): string {
  const [look, name] = stream === "stderr" ? ["red", "err"] as const : ["dim", "out"] as const;
  return `    ${paint(look, `${name} │`)} ${terminalText(line)}`;
}
