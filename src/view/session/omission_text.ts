import type { DueOmission } from "../../session/ring/omission_finder.ts";
import { ringFilesOf } from "../../session/ring/ring_files.ts";
import { leftOutText } from "./left_out_of_log_text.ts";
import { stepNameText } from "./step_text.ts";

/** A line that stands where lines of output are missing, safe for a terminal. */
export function omissionText(omission: DueOmission): string {
  const place = omission.late ? `before event ${omission.before}` : "here";
  const step = stepNameText(omission);
  return `… ${
    leftOutText(omission)
  } of step ${step} left out ${place}: the log was full (--max-log)`;
}

/** Says of a session that is dead that lines of it are not in the log yet; undefined where there are none. */
export function unloggedText(logPath: string): string | undefined {
  return ringFilesOf(logPath).length === 0
    ? undefined
    : "The last lines of its output are kept beside the log: zig-session repair --write adds them";
}
