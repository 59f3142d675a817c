import { type SessionEntry, type SessionLogEvent, sessionState } from "../session/mod.ts";
import { eventMatcher } from "../session/reading/event_filter.ts";
import { followSession } from "../session/reading/following/follow_session.ts";
import { type EventBatch, readEventBatches } from "../session/reading/log_batches.ts";
import { lastEventOf } from "../session/reading/following/log_tail.ts";
import { type DueGap, GapFinder } from "../session/ring/gap_finder.ts";
import {
  CHOICE_OPERANDS,
  CHOICE_OPTIONS,
  type ChoiceOptions,
  chooseSessionWithin,
} from "../options/sessions/choose_session.ts";
import { DamageTally } from "../view/session/damage_tally.ts";
import {
  eventFormatter,
  FORMAT_OPTIONS,
  formatOf,
  type FormatOptions,
  isShown,
} from "../view/events/event_format.ts";
import {
  EVENT_OPTIONS,
  eventFilterOf,
  type EventOptions,
} from "../options/events/event_options.ts";
import {
  FOLLOW_START_OPTIONS,
  followStartOf,
  type FollowStartOptions,
} from "../options/events/follow_start.ts";
import { isOutUnread, writeError, writeOut } from "../view/terminal/io.ts";
import { SESSION_MARKS } from "../view/format/marks.ts";
import { gapText, unloggedText } from "../view/session/gap_text.ts";
import { COLOR_OPTION, painter } from "../view/terminal/paint.ts";
import { fullTimeText } from "../view/format/time_text.ts";
import type { CommandSpec } from "./command.ts";

interface ListenOptions extends ChoiceOptions, FollowStartOptions, EventOptions, FormatOptions {
  follow: boolean;
}

const EXIT_FAILURE = 1, EXIT_DEAD = 3, EXIT_RUNNING = 4;

/** `zig-session listen`: a session from its start on, then live; the exit code tells how it ended. */
export const command: CommandSpec<ListenOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...CHOICE_OPTIONS,
    ...FOLLOW_START_OPTIONS,
    { flags: "--no-follow", summary: "print what there is, and do not wait for more" },
    ...EVENT_OPTIONS,
    ...FORMAT_OPTIONS,
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session listen", "replay the latest session, and follow it if it still runs"],
    ["zig-session listen --active", "follow what is running now"],
    ["zig-session tail -n 20", "the last 20 lines of the latest session, and what follows"],
    ["zig-session listen --step unit --stream stderr", "what one step says on stderr"],
    [
      "zig-session listen 7k2m && notify-send done",
      "exit codes: 0 success, 1 failure, 2 trouble, 3 crashed, 4 still running",
    ],
  ],
  async run(options, [id]) {
    const format = formatOf(options), matchesFilter = eventMatcher(eventFilterOf(options));
    const matches = (event: SessionLogEvent) => isShown(event, format) && matchesFilter(event);
    const entry = chooseSessionWithin(options, id), { log_path } = entry;
    const { isBefore, ...place } = followStartOf(options, log_path, matches);
    const line = eventFormatter(format, options);
    const damage = new DamageTally();
    const batches = options.follow === false
      ? readEventBatches(log_path, { ...place, isOver: () => isOver(entry), onDamage: damage.add })
      : followSession(log_path, { ...place, onDamage: damage.add, isUnread: isOutUnread });
    using gaps = new GapFinder(log_path, place.start);
    const showsGaps = format !== "json" && (options.type?.has("step_output") ?? true);
    let hasBegun = false;
    const isWanted = (event: SessionLogEvent) => matches(event) && (hasBegun ||= !isBefore(event));
    let last: SessionLogEvent | undefined;
    for await (const batch of batches) {
      writeOut(textOf(batch));
      last = batch.at(-1)?.event;
      // What stands behind it is no part of the session.
      if (last?.type === "zig_session_ended") break;
    }
    if (last?.type !== "zig_session_ended") {
      // As at a write to a pipe that was closed.
      if (isOutUnread()) return 0;
      // Also when the end was not among what was read.
      last = lastEventOf(log_path) ?? last;
    }
    damage.report();
    return tellEnd(entry, last, options);

    function textOf(batch: EventBatch): string {
      let text = "";
      if (showsGaps) gaps.readOn();
      for (const logged of batch) {
        const due = gaps.due(logged.event.seq);
        const shown = isWanted(logged.event) ? `${line(logged)}\n` : "";
        if (hasBegun) { for (const gap of due) text += noteOf(gap); }
        text += shown;
      }
      return text;
    }

    function noteOf(gap: DueGap): string {
      if (options.step !== undefined && gap.step_name !== options.step) return "";
      return `${painter(options.color)("yellow", gapText(gap))}\n`;
    }
  },
};

function isOver({ log_path, status }: SessionEntry): boolean {
  const state = sessionState(log_path, status);
  return state !== "running" && state !== "idle";
}

/** The exit code for how a session has ended; says so of one that is dead. */
function tellEnd(
  entry: SessionEntry,
  last: SessionLogEvent | undefined,
  options: Partial<ListenOptions>,
): number {
  if (last?.type === "zig_session_ended") return last.status === "success" ? 0 : EXIT_FAILURE;
  if (options.follow === false && !isOver(entry)) return EXIT_RUNNING;
  const unlogged = unloggedText(entry.log_path);
  const text = `${deathText(last)}${unlogged === undefined ? "" : `. ${unlogged}`}`;
  if (formatOf(options) === "json") writeError(`zig-session: ${text}\n`);
  else {
    const { symbol, look } = SESSION_MARKS.dead;
    writeOut(`${painter(options.color)(look, `${symbol} ${text}`)}\n`);
  }
  return EXIT_DEAD;
}

function deathText(last: SessionLogEvent | undefined): string {
  const since = last ? ` (last activity ${fullTimeText(last.ts, Date.now())})` : "";
  return `zig session crashed: the recorder stopped without finishing${since}`;
}
