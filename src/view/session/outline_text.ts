import type { SessionOutline } from "../../session/outline/session_outline.ts";
import { damageText } from "./damage_text.ts";
import { formatDuration } from "../format/duration.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import { wordsText } from "../format/name_text.ts";
import { unloggedText } from "./gap_text.ts";
import type { Paint } from "../terminal/paint.ts";
import type { SessionSummary } from "./session_summary.ts";
import type { Layout } from "../terminal/layout.ts";
import { shellWord } from "../format/shell_word.ts";
import { stepLines, stepNameText } from "./step_text.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { textWidth } from "../terminal/text_width.ts";
import { timelineOf } from "../terminal/timeline.ts";
import { fullTimeText } from "../format/time_text.ts";

const TITLE_COLUMNS = 10;
/** Below this many columns there is no room for bars. */
const ROOMY_COLUMNS = 70;

/** The lines that tell a session, safe for a terminal: what it was, its steps by tier, and where to see more. */
export function outlineLines(summary: SessionSummary, layout: Layout): string[] {
  const { nowMs, paint } = layout;
  const { outline, entry } = summary;
  const { symbol, look } = SESSION_MARKS[summary.state];
  const name = paint("bold", wordsText(entry.workflow_name));
  return [
    `${paint(look, symbol)} ${name} ${paint(look, summary.state)}`,
    ...headerLines(summary, nowMs, paint),
    ...tierLines(outline, layout),
    ...notes(summary).flatMap((note) => ["", paint("yellow", note)]),
    "",
    paint("dim", hint(summary)),
  ];
}

function headerLines(
  { entry, state, durationMs, outline }: SessionSummary,
  nowMs: number,
  paint: Paint,
): string[] {
  const [step, another] = outline.steps;
  const lastSign = state === "dead" && outline.last_ts
    ? fullTimeText(outline.last_ts, nowMs)
    : undefined;
  const soFar = state === "running" || state === "idle" ? " so far" : "";
  const fields = {
    started: fullTimeText(entry.started_at, nowMs),
    "last sign": lastSign,
    took: durationMs === null ? undefined : formatDuration(durationMs) + soFar,
    [step?.zag_command === "exec" ? "command" : "prompt"]: another
      ? ""
      : wordsText(step?.prompt_preview ?? ""),
    folder: outline.started?.cwd,
    id: entry.zig_session_id,
    log: entry.log_path,
  };
  return Object.entries(fields).flatMap(([title, value]) =>
    value ? [`  ${paint("dim", title.padEnd(TITLE_COLUMNS))}${terminalText(value)}`] : []
  );
}

function tierLines({ steps }: SessionOutline, { columns, paint }: Layout): string[] {
  const tiers = Map.groupBy(steps, ({ tier_index }) => tier_index);
  const nameColumns = Math.max(
    0,
    ...steps.map((step) => textWidth(stepNameText(step))),
  );
  const alone = steps.length === 1;
  const timeline = columns >= ROOMY_COLUMNS ? timelineOf(steps) : undefined;
  return [...tiers].flatMap(([tierIndex, members]) => [
    "",
    ...(tiers.size > 1 ? [paint("dim", `tier ${tierIndex + 1}`)] : []),
    ...members.flatMap((step) => stepLines(step, { nameColumns, alone, timeline, paint })),
  ]);
}

/** The whole id, and the scope where needed, so that the line can be pasted, and still holds tomorrow. */
function hint({ entry, state, elsewhere }: SessionSummary): string {
  const session = `${elsewhere ? " --global" : ""} ${shellWord(entry.zig_session_id)}`;
  return state === "running" || state === "idle"
    ? `Follow it live: zig-session listen${session}`
    : `All of the output: zig-session show${session} --output`;
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
