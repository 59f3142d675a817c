import type { LeftOut } from "../session/ring/held_lines.ts";
import { countText } from "./count_text.ts";
import { sizeText } from "./size_text.ts";

/** How much output is not in a log: "12 lines (340 B)". */
export function leftOutText({ lines, bytes }: LeftOut): string {
  return `${countText(lines, "line")} (${sizeText(bytes)})`;
}
