import type { DueGap } from "../../session/ring/gap_finder.ts";
import { ringFilesOf } from "../../session/ring/ring_files.ts";
import { omittedText } from "./omitted_text.ts";
import { stepNameText } from "./step_text.ts";

/** A line that stands where lines of output are missing, safe for a terminal. */
export function gapText(gap: DueGap): string {
  const place = gap.late ? `before event ${gap.before}` : "here";
  const step = stepNameText(gap);
  return `… ${omittedText(gap)} of step ${step} left out ${place}: the log was full (--max-log)`;
}

/** Says of a session that is dead that lines of it are not in the log yet; undefined where there are none. */
export function unloggedText(logPath: string): string | undefined {
  return ringFilesOf(logPath).length === 0
    ? undefined
    : "The last lines of its output are kept beside the log: zig-session repair --write adds them";
}
