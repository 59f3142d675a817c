import type { LeftOut } from "../session/ring/held_lines.ts";
import type { LoggedOmission } from "../session/ring/omission.ts";
import { countText } from "./count_text.ts";
import { sizeText } from "./size_text.ts";
import { stepNameText } from "./step_text.ts";

/** "12 lines (340 B)". */
export function leftOutText({ lines, bytes }: LeftOut): string {
  return `${countText(lines, "line")} (${sizeText(bytes)})`;
}

/** A line that stands where lines of output are missing, safe for a terminal. */
export function omissionText(omission: LoggedOmission): string {
  return `… ${leftOutText(omission)} of step ${
    stepNameText(omission)
  } left out here: the log was full (--max-log)`;
}
