import type { Silence } from "../../inspect/stats/silence_finder.ts";
import type { WorkflowStats } from "../../inspect/stats/workflow_stats.ts";
import { formatDuration } from "../format/duration.ts";
import { logFullText } from "./omitted_text.ts";
import type { Paint } from "../terminal/paint.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { cutText, padText } from "../terminal/text_width.ts";
import { nameText } from "../format/name_text.ts";

const DURATION_COLUMNS = 6;

/** The lines that tell where the newest run of a workflow said nothing for long, safe for a terminal. */
export function silenceLines(
  { silences, trend, newestOmitted }: Pick<WorkflowStats, "silences" | "trend" | "newestOmitted">,
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
): string[] {
  const newest = trend.at(-1);
  if (!newest || silences.length === 0) return [];
  const title = `Silent longest in ${terminalText(newest.entry.zig_session_id)}, the newest:`;
  const lines = silences.flatMap((silence) => {
    const duration = padText(formatDuration(silence.duration_ms), DURATION_COLUMNS, "right");
    return [
      cutText(`  ${duration}  ${nameText(silence.step_name)} ${afterText(silence)}`, columns),
      ...lineText(silence, columns, paint),
    ];
  });
  const note = newestOmitted.lines > 0
    ? [paint("yellow", `  Not all of it may be silence: ${logFullText(newestOmitted)}`)]
    : [];
  return ["", paint("dim", title), ...lines, ...note];
}

function afterText({ after, after_seq }: Silence): string {
  const what = { start: "from its start", output: "after", failure: "after it failed" }[after];
  return `${what} (seq ${after_seq})`;
}

function lineText({ line }: Silence, columns: number, paint: Paint): string[] {
  if (line === null) return [];
  const indent = " ".repeat(DURATION_COLUMNS + 4);
  return [indent + paint("dim", cutText(`│ ${terminalText(line)}`, columns - indent.length))];
}
