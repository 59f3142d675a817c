import type { SessionLogEvent } from "../../session/mod.ts";
import { clockTimeText } from "../format/time_text.ts";
import { coloredText } from "../terminal/colored_text.ts";

/** How recorded output is printed. */
export interface OutputPrinting {
  /** Begin each line with the time at which it was recorded. */
  readonly timestamps: boolean;
  /** Every character as it was recorded, control sequences too. */
  readonly raw: boolean;
  /** Keep the colours of the command. */
  readonly colors: boolean;
}

/** A recorded line as it is printed, with its newline. */
export function outputText(
  { ts, line }: Extract<SessionLogEvent, { type: "step_output" }>,
  { timestamps, raw, colors }: OutputPrinting,
): string {
  const text = raw ? line : coloredText(line, colors);
  return timestamps ? `${clockTimeText(ts)} ${text}\n` : `${text}\n`;
}
