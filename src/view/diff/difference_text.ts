import type { Layout } from "../terminal/layout.ts";
import type { SessionDifference } from "../../inspect/diff/diff_sessions.ts";
import type { RecordedRun } from "../../inspect/diff/recorded_run.ts";
import { omittedOfSteps } from "../../session/outline/step_outline.ts";
import { countText } from "../format/count_text.ts";
import { damageText } from "../session/damage_text.ts";
import { formatDuration } from "../format/duration.ts";
import { logFullText } from "../session/omitted_text.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import { changedStepLines, timeText } from "./step_difference_text.ts";
import { type Cell, type Column, tableLines } from "../terminal/table.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { shortTimeText } from "../format/time_text.ts";
import { nameText } from "../format/name_text.ts";

/** Below this many columns, when they began and what they are called is left out. */
const ROOMY_COLUMNS = 72;

/** The lines that tell what differs in two sessions, safe for a terminal. */
export function differenceLines(difference: SessionDifference, layout: Layout): string[] {
  const { before, after, steps, time } = difference;
  const { paint } = layout;
  const shown = steps.filter(({ change, time }) => change !== "same" || time?.notable);
  const same = steps.length - shown.length;
  const conclusion = difference.differs ? [] : ["", paint("green", "Nothing differs but times.")];
  return [
    ...sessionLines(difference, layout),
    ...(time?.notable ? ["", `It took ${timeText(time)}`] : []),
    ...shown.flatMap((step) => ["", ...changedStepLines(step, paint)]),
    ...conclusion,
    ...(same > 0 && shown.length > 0 ? ["", paint("dim", sameText(same))] : []),
    ...[before, after].flatMap(notes).flatMap((note) => ["", paint("yellow", note)]),
  ];
}

function sessionLines(
  { before, after }: SessionDifference,
  { columns, nowMs, paint }: Layout,
): string[] {
  const roomy = columns >= ROOMY_COLUMNS;
  const titles: Column[] = [
    { title: "" },
    { title: "ID", keep: "end" },
    { title: "STATUS" },
    ...(roomy ? [{ title: "STARTED" }] : []),
    { title: "TOOK", align: "right" },
    ...(roomy ? [{ title: "WORKFLOW", keep: "beginning" as const }] : []),
  ];
  const row = (sign: Cell, { entry, state, outline }: RecordedRun): Cell[] => {
    const { symbol, label, look } = SESSION_MARKS[state];
    const durationMs = outline.ended?.duration_ms;
    return [
      sign,
      { text: terminalText(entry.zig_session_id), look: "bold" },
      { text: `${symbol} ${label}`, look },
      ...(roomy ? [{ text: shortTimeText(entry.started_at, nowMs) }] : []),
      { text: durationMs === undefined ? "?" : formatDuration(durationMs) },
      ...(roomy ? [{ text: nameText(entry.workflow_name) }] : []),
    ];
  };
  const rows = [
    row({ text: "---", look: "red" }, before),
    row({ text: "+++", look: "green" }, after),
  ];
  return tableLines(titles, rows, columns, paint);
}

function sameText(steps: number): string {
  return `${countText(steps, "step")} did the same as before.`;
}

function notes({ entry, state, outline: { damage, omitted_steps, steps } }: RecordedRun): string[] {
  const session = `Session ${terminalText(entry.zig_session_id)}`;
  const found: string[] = [], omitted = omittedOfSteps(steps);
  if (state === "dead") {
    found.push(`${session} crashed: it is compared up to its last activity`);
  }
  if (state === "running" || state === "idle") {
    found.push(`${session} has not ended: it is compared as far as it has come`);
  }
  if (damage.lines > 0) found.push(`${session}: ${damageText(damage)}`);
  if (omitted.lines > 0) found.push(`${session}: ${logFullText(omitted)}`);
  if (omitted_steps > 0) found.push(`${session}: ${omitted_steps} more steps are left out`);
  return found;
}
