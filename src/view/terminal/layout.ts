import { outColumns } from "./io.ts";
import { type ColorWhen, type Paint, painter } from "./paint.ts";

/** For what a text is laid out. */
export interface Layout {
  /** The width in columns that lines should not exceed. */
  readonly columns: number;
  /** The moment, in milliseconds since 1970, from which "2m ago" counts. */
  readonly nowMs: number;
  readonly paint: Paint;
}

/** The layout for our stdout, now; `color` as the option has it. */
export function outLayout(color: ColorWhen | undefined, nowMs = Date.now()): Layout {
  return { columns: outColumns(), nowMs, paint: painter(color) };
}
