import { type SessionEntry, sessionState } from "../session/mod.ts";
import type { LoggedEvent } from "../session/reading/log_batches.ts";
import { countEvents } from "../session/reading/count_events.ts";
import { selectEvents } from "../session/reading/select_events.ts";
import {
  CHOICE_OPERANDS,
  CHOICE_OPTIONS,
  type ChoiceOptions,
  chooseSession,
} from "../options/sessions/choose_session.ts";
import { DamageTally } from "../view/session/damage_tally.ts";
import { UsageError } from "../options/errors.ts";
import { eventLine } from "../view/events/event_line.ts";
import {
  EVENT_OPTIONS,
  EVENT_RANGE_OPTIONS,
  eventFilterOf,
  type EventOptions,
  type EventRangeOptions,
  parseNumber,
} from "../options/events/event_options.ts";
import { isOutTerminal, writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { openTextSink } from "../view/terminal/pager.ts";
import { COLOR_OPTION, type ColorWhen, painter } from "../view/terminal/paint.ts";
import type { CommandSpec } from "./command.ts";

interface EventsOptions extends ChoiceOptions, EventOptions, EventRangeOptions {
  first: number;
  last: number;
  count: boolean;
  json: boolean;
  raw: boolean;
  color: ColorWhen;
}

/** `zig-session events`: the events of a session as they are in its log now, each in a line. */
export const command: CommandSpec<EventsOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...CHOICE_OPTIONS,
    ...EVENT_OPTIONS,
    ...EVENT_RANGE_OPTIONS,
    { flags: "--first <n>", summary: "show only the first n", parse: parseNumber },
    { flags: "--last <n>", summary: "show only the last n", parse: parseNumber },
    { flags: "--count", summary: "print how many they are" },
    { flags: "--json", summary: "print the lines of the log as they are" },
    { flags: "--raw", summary: "show control sequences in the output as they were recorded" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session events", "all that happened in the latest session"],
    ["zig-session events --type step_failed,step_skipped --json", "as the log has it, for jq"],
    ["zig-session events 7k2m --stream stderr --last 50", "its last 50 lines on stderr"],
    ["zig-session events --after-seq 1200 --json", "what is new to who has read as far as 1200"],
    ["zig-session events --type step_output --count", "how many lines were recorded"],
  ],
  async run(options, [id]) {
    const { first, last, count } = options;
    if (first !== undefined && last !== undefined) {
      throw new UsageError("--first and --last exclude each other.");
    }
    const filter = eventFilterOf(options);
    const entry = chooseSession(options, id);
    const damage = new DamageTally();
    const selection = { filter, first, last, isOver: () => isOver(entry), onDamage: damage.add };
    const line = lineOf(options);
    if (count) writeOut(`${countEvents(entry.log_path, selection)}\n`);
    else {
      const sink = openTextSink();
      for (const batch of selectEvents(entry.log_path, selection)) {
        if (!await sink.write(batch.map((logged) => `${line(logged)}\n`).join(""))) break;
      }
      await sink.end();
    }
    damage.report();
    return 0;
  },
};

function isOver({ log_path, status }: SessionEntry): boolean {
  const state = sessionState(log_path, status);
  return state !== "running" && state !== "idle";
}

/** JSON is as it is in the log for a program, and for a terminal without the few characters that JSON leaves raw. */
function lineOf({ json, raw, color }: Partial<EventsOptions>): (logged: LoggedEvent) => string {
  if (json) {
    return isOutTerminal() && !raw ? ({ event }) => jsonText(event) : ({ text }) => text;
  }
  const paint = painter(color);
  const showOutput = raw ? (line: string) => line : undefined;
  return ({ event }) => eventLine(event, paint, showOutput);
}
