import type { Look, Paint } from "./paint.ts";
import { cutText, padText, textWidth } from "./text_width.ts";

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Which part of its cells stays when the line is too long for the terminal; without it they are never cut. */
  readonly keep?: "beginning" | "end";
}

/** One cell: a line of text that is safe for a terminal, and its look. */
export interface Cell {
  readonly text: string;
  readonly look?: Look;
}

const GAP = "  ";

/** What a cell may have that can be cut, also where there is no terminal: a name of a megabyte would fill every row. */
const MOST_CELL_COLUMNS = 200;

/** The lines of a table with a line of titles, no line wider than `width`: columns with a part to keep are cut, the widest first. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paint: Paint,
): string[] {
  const titles = columns.map(({ title }): Cell => ({ text: title, look: "dim" }));
  const lines = [titles, ...rows].map((row) =>
    row.map(({ text, look = "plain" }) => ({ text: text.replaceAll("\t", " "), look }))
  );
  const widths = fit(columns, naturalWidths(columns, lines), width);
  return lines.map((line) => lineText(line, columns, widths, paint));
}

function naturalWidths(
  columns: readonly Column[],
  lines: readonly (readonly Cell[])[],
): number[] {
  return columns.map(({ keep }, at) => {
    const widest = lines.reduce((most, line) => Math.max(most, textWidth(line[at]?.text ?? "")), 0);
    return keep ? Math.min(widest, MOST_CELL_COLUMNS) : widest;
  });
}

function fit(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const sum = widths.reduce((total, each) => total + each, GAP.length * (widths.length - 1));
  for (let excess = sum - width; excess > 0; excess--) {
    let widest = -1;
    for (const [at, { keep }] of columns.entries()) {
      if (keep && (widths[at] ?? 0) > (widths[widest] ?? 0)) widest = at;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function lineText(
  line: readonly Required<Cell>[],
  columns: readonly Column[],
  widths: readonly number[],
  paint: Paint,
): string {
  const cells = line.map(({ text, look }, at) => {
    const cut = cutText(text, widths[at] ?? 0, columns[at]?.keep);
    const last = at === line.length - 1;
    const padded = last ? cut : padText(cut, widths[at] ?? 0, columns[at]?.align);
    return paint(look, padded);
  });
  return cells.join(GAP);
}
