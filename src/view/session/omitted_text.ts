import type { DueGap } from "../../session/ring/gap_finder.ts";
import { ringFilesOf } from "../../session/ring/ring_files.ts";
import type { Omitted } from "../../session/ring/held_lines.ts";
import { countText } from "../format/count_text.ts";
import { sizeText } from "../format/size_text.ts";
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

/** Says that output is not in a log, and why. */
export function logFullText(omitted: Omitted): string {
  return `${omittedText(omitted)} of output left out: the log was full (--max-log)`;
}

/** How much output is not in a log: "12 lines (340 B)". */
export function omittedText({ lines, bytes }: Omitted): string {
  return `${countText(lines, "line")} (${sizeText(bytes)})`;
}
