import type { OutlinedStep } from "../../session/outline/step_outline.ts";
import { countText } from "../format/count_text.ts";
import { formatDuration } from "../format/duration.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import { wordsText } from "../format/name_text.ts";
import { shellWord } from "../format/shell_word.ts";
import { fullTimeText } from "../format/time_text.ts";
import type { Layout } from "../terminal/layout.ts";
import type { Paint } from "../terminal/paint.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { wrapText } from "../terminal/text_width.ts";
import { failingSteps, outputCommand } from "./budget_text.ts";
import { damageText } from "./damage_text.ts";
import { unloggedText } from "./gap_text.ts";
import { explainedSteps, failureLines, type FailureTelling } from "./outline/failure_lines.ts";
import { rowColumns, stepRow } from "./outline/step_row.ts";
import { tierLines } from "./outline/tier_lines.ts";
import { totalsText } from "./outline/totals_text.ts";
import type { SessionSummary } from "./session_summary.ts";

const TITLE_COLUMNS = 10;
/** What is wrapped by us; ids and paths by the terminal, so that they can be copied whole. */
const WORDS: readonly string[] = ["note", "command", "prompt"];
/** Of a session with more steps, those that failed are listed once more at the end. */
const MANY_STEPS = 20, MOST_REPEATED = 20;

/** What is told of a session beyond its outline. */
export interface OutlineTelling extends FailureTelling {
  /** How many of its last lines a step shows that runs, where nothing else was asked for. */
  readonly runningTail: number;
}

/**
 * The lines that tell a session, safe for a terminal: of one that failed first why, then its steps by tier; what it was, and
 * where to see more.
 */
export function outlineLines(
  summary: SessionSummary,
  layout: Layout,
  telling: OutlineTelling,
): string[] {
  const { paint } = layout, { steps } = summary.outline;
  const failing = failingSteps(summary);
  const isExplained = failing.length > 0 || isFailed(summary);
  const explained = new Set(explainedSteps(failing, telling.all));
  const { all, tail = telling.runningTail } = telling;
  const [only] = steps;
  const isTold = steps.length === 1 && only !== undefined && explained.has(only);
  const fields = fieldLines(summary, layout, isTold);
  return [
    verdict(summary, failing, paint),
    ...(isExplained ? failureLines(failing, telling, layout) : fields),
    ...(isTold ? [] : tierLines(steps, { explained, tail, all }, layout)),
    ...(steps.length > 1 ? ["", totalsText(steps)] : []),
    ...(steps.length > MANY_STEPS ? repeatedRows(failing, layout) : []),
    ...(isExplained ? ["", ...fields] : []),
    ...notes(summary).flatMap((note) => ["", paint("yellow", note)]),
    "",
    ...hints(summary, failing).map((text) => paint("dim", text)),
  ];
}

function isFailed({ state }: SessionSummary): boolean {
  return state === "failed" || state === "dead";
}

function verdict(summary: SessionSummary, failing: readonly OutlinedStep[], paint: Paint): string {
  const { entry, state, durationMs, outline: { steps } } = summary;
  const { symbol, look } = SESSION_MARKS[state];
  const name = paint("bold", wordsText(entry.workflow_name));
  const [{ exit_code } = { exit_code: null }, another] = failing;
  const after = durationMs === null ? "" : ` after ${formatDuration(durationMs)}`;
  const reason = another
    ? `, ${failing.length} of ${steps.length} steps failed`
    : exit_code === null
    ? ""
    : `, exit code ${exit_code}`;
  const words = {
    running: "running",
    idle: "idle",
    completed: "completed",
    failed: `failed${after}${reason}`,
    dead: `crashed${after}: the recorder stopped without finishing`,
  }[state];
  return `${paint(look, symbol)} ${name} ${paint(look, words)}`;
}

function fieldLines(
  summary: SessionSummary,
  { nowMs, columns, paint }: Layout,
  isTold: boolean,
): string[] {
  const { entry, state, durationMs, outline } = summary;
  const [step, another] = outline.steps;
  const isCommand = step?.zag_command === "exec";
  const preview = another || (isCommand && isTold) ? "" : wordsText(step?.prompt_preview ?? "");
  const lastSign = state === "dead" && outline.last_ts
    ? fullTimeText(outline.last_ts, nowMs)
    : undefined;
  const soFar = state === "running" || state === "idle" ? " so far" : "";
  const note = wordsText(outline.started?.prompt ?? "");
  const fields = {
    note: note === preview ? "" : note,
    started: fullTimeText(entry.started_at, nowMs),
    "last sign": lastSign,
    took: durationMs === null || isFailed(summary) ? undefined : formatDuration(durationMs) + soFar,
    [isCommand ? "command" : "prompt"]: preview,
    folder: outline.started?.cwd,
    id: entry.zig_session_id,
    log: entry.log_path,
  };
  const room = Math.max(TITLE_COLUMNS, columns - 2 - TITLE_COLUMNS);
  return Object.entries(fields).flatMap(([title, value]) =>
    value
      ? wrapText(terminalText(value), WORDS.includes(title) ? room : Infinity).map((text, index) =>
        `  ${paint("dim", (index === 0 ? title : "").padEnd(TITLE_COLUMNS))}${text}`
      )
      : []
  );
}

function repeatedRows(failing: readonly OutlinedStep[], { columns, paint }: Layout): string[] {
  const rows = failing.slice(0, MOST_REPEATED), more = failing.length - rows.length;
  const common = rowColumns(rows, [], columns);
  return [
    ...rows.flatMap((step) => stepRow(step, common, paint)),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

/** The whole id, and the scope where needed, so that the line can be pasted, and still holds tomorrow. */
function hints(summary: SessionSummary, failing: readonly OutlinedStep[]): string[] {
  const { entry, state, elsewhere, outline: { steps } } = summary;
  const session = `${elsewhere ? " --global" : ""} ${shellWord(entry.zig_session_id)}`;
  if (state === "running" || state === "idle") {
    return [`Follow it live: zig-session listen${session}`];
  }
  if (!isFailed(summary)) return [`All of the output: zig-session show${session} --output`];
  const [step, another] = failing;
  const lines = step ? step.stdout_lines + step.stderr_lines : 0;
  const isOnly = step && !another;
  const count = isOnly && lines > 0 ? ` (${countText(lines, "line")})` : "";
  const output = outputCommand(summary, isOnly && steps.length > 1 ? failing : []);
  return [
    `Full output${count}: ${output}`,
    `Compare with its last success: zig-session diff${session}`,
  ];
}

function notes({ outline, state, entry }: SessionSummary): string[] {
  const { omitted_steps, damage, last_ts } = outline;
  const found: string[] = [];
  const unlogged = state === "dead" ? unloggedText(entry.log_path) : undefined;
  if (unlogged !== undefined) found.push(unlogged);
  if (omitted_steps > 0) found.push(`${omitted_steps} more steps are left out`);
  if (damage.lines > 0) found.push(damageText(damage));
  if (last_ts === null) found.push("The log holds no event");
  return found;
}
