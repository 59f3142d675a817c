import { writeOut } from "../terminal/io.ts";
import { jsonText } from "../terminal/json_text.ts";
import { type Layout, outLayout } from "../terminal/layout.ts";
import type { ColorWhen } from "../terminal/paint.ts";

/** How a report is asked for. */
export interface ReportOptions {
  json: boolean;
  color: ColorWhen;
}

/** Writes what a command found or did to stdout: as one JSON object, or as the lines that `linesOf` makes of it. */
export function writeReport<Report extends object>(
  report: Report,
  linesOf: (report: Report, layout: Layout) => readonly string[],
  { json, color }: Partial<ReportOptions>,
): void {
  const text = json ? jsonText(report, 2) : linesOf(report, outLayout(color)).join("\n");
  writeOut(`${text}\n`);
}
