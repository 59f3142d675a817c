import type { OutlinedStep } from "../../../session/outline/step_outline.ts";
import type { TailLine } from "../../../session/outline/step_tail_lines.ts";
import type { OutputStream } from "../../../session/mod.ts";
import { countText } from "../../format/count_text.ts";
import type { Layout } from "../../terminal/layout.ts";
import { wrapText } from "../../terminal/text_width.ts";
import { shortLine } from "../cause_text.ts";

/** Where and how lines of output are shown. */
export type OutputLayout = Pick<Layout, "columns" | "paint">;

/** What stands before the text: indentation, name of the stream, rule. */
const GUTTER_COLUMNS = 10, LEAST_COLUMNS = 10;

/** A line of output behind the name of its stream; what is wider than the terminal goes on below, behind the same rule. */
export function outputLines(
  stream: OutputStream,
  text: string,
  { columns, paint }: OutputLayout,
): string[] {
  const [look, name] = stream === "stderr" ? ["red", "err"] as const : ["dim", "out"] as const;
  return wrapText(text, Math.max(LEAST_COLUMNS, columns - GUTTER_COLUMNS)).map((piece, index) =>
    `    ${paint(look, `${index === 0 ? name : "   "} │`)} ${piece}`
  );
}

/** The end of what a step printed: the last `count` lines of those that are kept. */
export function tailLines(
  { tail, stdout_lines, stderr_lines }: OutlinedStep,
  count: number,
  layout: OutputLayout,
): string[] {
  const last = count > 0 ? tail.slice(-count) : [];
  const earlier = stdout_lines + stderr_lines - last.length;
  const note = `… ${countText(earlier, "earlier line")}`;
  return [
    ...(last.length > 0 && earlier > 0 ? [`    ${layout.paint("dim", note)}`] : []),
    ...shortLines(last, layout),
  ];
}

/** Lines of output, each cut to what counts in it. */
export function shortLines(lines: readonly TailLine[], layout: OutputLayout): string[] {
  return lines.flatMap(({ stream, line }) => outputLines(stream, shortLine(line), layout));
}
