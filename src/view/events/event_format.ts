import type { SessionLogEvent } from "../../session/mod.ts";
import type { LoggedEvent } from "../../session/reading/log_batches.ts";
import { coloredText } from "../terminal/colored_text.ts";
import { UsageError } from "../../options/errors.ts";
import { eventText } from "./event_text.ts";
import { isOutTerminal } from "../terminal/io.ts";
import { jsonText } from "../terminal/json_text.ts";
import { type ColorWhen, painter, usesColor } from "../terminal/paint.ts";
import { RichEvents } from "./rich_events.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { clockTimeText } from "../format/time_text.ts";

/** How a session is told: as `zig listen` does, for a person at a terminal, or as its log. */
export type EventFormat = "text" | "rich" | "json";

/** The options that say how events are shown. */
export interface FormatOptions {
  format: EventFormat;
  json: boolean;
  timestamps: boolean;
  raw: boolean;
  color: ColorWhen;
}

/** How those of {@link FormatOptions} are given that are about events alone. */
export const FORMAT_OPTIONS = [
  {
    flags: "--format <format>",
    summary: "text, rich or json (default: rich on a terminal, else text)",
    parse: parseFormat,
  },
  { flags: "--json", summary: "the same as --format json: the lines of the log as they are" },
  { flags: "--timestamps", summary: "begin each line with its time, to the millisecond" },
  { flags: "--raw", summary: "show control sequences in the output as they were recorded" },
] as const;

/** The line of an event, without its newline; undefined for what is not shown. */
export type EventFormatter = (logged: LoggedEvent) => string | undefined;

/** The format that options ask for. Throws UsageError when they ask for two. */
export function formatOf({ format, json }: Partial<FormatOptions>): EventFormat {
  if (json && format !== undefined && format !== "json") {
    throw new UsageError(`--json and --format ${format} exclude each other.`);
  }
  return json ? "json" : format ?? (isOutTerminal() ? "rich" : "text");
}

/** Whether a format shows an event at all. */
export function isShown(event: SessionLogEvent, format: EventFormat): boolean {
  return format === "json" || event.type !== "heartbeat";
}

/** The formatter for stdout. */
export function eventFormatter(
  format: EventFormat,
  { timestamps = false, raw = false, color }: Partial<FormatOptions>,
): EventFormatter {
  // For a terminal without the few characters that JSON leaves raw.
  if (format === "json") {
    return isOutTerminal() && !raw ? ({ event }) => jsonText(event) : ({ text }) => text;
  }
  const paint = painter(color), asRecorded = (line: string) => line;
  if (format === "rich") {
    const hasColor = usesColor(color);
    const showOutput = raw ? asRecorded : (line: string) => coloredText(line, hasColor);
    const events = new RichEvents({ paint, showOutput, timestamps });
    return ({ event }) => events.line(event);
  }
  const showOutput = raw ? asRecorded : terminalText;
  return ({ event }) => {
    const text = eventText(event, paint, showOutput);
    return text === undefined || !timestamps
      ? text
      : `${paint("dim", clockTimeText(event.ts))} ${text}`;
  };
}

function parseFormat(value: string): EventFormat {
  if (value === "text" || value === "rich" || value === "json") return value;
  throw new UsageError(`--format takes text, rich or json, not "${value}".`);
}
