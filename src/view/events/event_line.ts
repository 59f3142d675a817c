import type { SessionLogEvent } from "../../session/mod.ts";
import { gapOf } from "../../session/ring/omitted.ts";
import { countText } from "../format/count_text.ts";
import { formatDuration } from "../format/duration.ts";
import { omittedText } from "../session/omitted_text.ts";
import type { Look, Paint } from "../terminal/paint.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { momentText } from "../format/time_text.ts";
import { namesText, nameText, wordsText } from "../format/name_text.ts";

const SEQ_COLUMNS = 5, TYPE_COLUMNS = 19;

/**
 * An event of any type in one line that is safe for a terminal: number, time, type and what it says. `showOutput` as in
 * eventText().
 */
export function eventLine(
  event: SessionLogEvent,
  paint: Paint,
  showOutput: (line: string) => string = terminalText,
): string {
  const seq = paint("dim", String(event.seq).padStart(SEQ_COLUMNS));
  const time = paint("dim", momentText(event.ts));
  const type = paint(lookOf(event), event.type.padEnd(TYPE_COLUMNS));
  return `${seq}  ${time}  ${type}  ${essence(event, paint, showOutput)}`;
}

function lookOf(event: SessionLogEvent): Look {
  switch (event.type) {
    case "step_completed":
      return "green";
    case "step_failed":
      return "red";
    case "zig_session_ended":
      return event.status === "success" ? "green" : "red";
    case "zig_session_started":
      return "bold";
    default:
      return "plain";
  }
}

function essence(
  event: SessionLogEvent,
  paint: Paint,
  showOutput: (line: string) => string,
): string {
  const step = "step_name" in event ? `[${nameText(event.step_name)}]` : "";
  switch (event.type) {
    case "zig_session_started": {
      const cwd = event.cwd === null ? "" : ` in ${wordsText(event.cwd)}`;
      return `${nameText(event.workflow_name)} (${countText(event.tier_count, "tier")})${cwd}`;
    }
    case "tier_started":
      return `tier ${event.tier_index + 1}: ${namesText(event.step_names)}`;
    case "step_started":
      return `${step} ${nameText(event.zag_command)}: ${wordsText(event.prompt_preview)}`;
    case "step_output": {
      const bar = event.stream === "stderr" ? paint("red", "err │") : paint("dim", "out │");
      return `${step} ${bar} ${showOutput(event.line)}`;
    }
    case "step_completed": {
      const saved = event.saved_vars.length > 0 ? `, saved ${namesText(event.saved_vars)}` : "";
      const took = formatDuration(event.duration_ms);
      return `${step} exit ${event.exit_code} after ${took}${saved}${gapNote(event)}`;
    }
    case "step_failed": {
      const code = event.exit_code === null ? "" : `exit ${event.exit_code}, `;
      return `${step} ${code}attempt ${event.attempt}: ${wordsText(event.error)}${gapNote(event)}`;
    }
    case "step_skipped":
      return `${step} ${wordsText(event.reason)}`;
    case "heartbeat":
      return `every ${event.interval_secs}s`;
    case "zig_session_ended":
      return `${event.status} after ${formatDuration(event.duration_ms)}`;
  }
}

/** What the end of a step says of lines that are missing before it. */
function gapNote(event: SessionLogEvent): string {
  const gap = gapOf(event);
  if (!gap) return "";
  const what = omittedText(gap);
  return `; ${what} left out before event ${gap.before}: the log was full (--max-log)`;
}
