import type { Omitted } from "../../session/ring/held_lines.ts";
import { countText } from "../format/count_text.ts";
import { sizeText } from "../format/size_text.ts";

/** Says that output is not in a log, and why. */
export function logFullText(omitted: Omitted): string {
  return `${omittedText(omitted)} of output left out: the log was full (--max-log)`;
}

/** How much output is not in a log: "12 lines (340 B)". */
export function omittedText({ lines, bytes }: Omitted): string {
  return `${countText(lines, "line")} (${sizeText(bytes)})`;
}
