import { type FollowedBatch, followSession } from "../session/reading/follow_session.ts";
import type { SessionLogEvent } from "../session/mod.ts";
import type { Damage } from "../session/session_outline.ts";
import {
  CHOICE_OPERANDS,
  CHOICE_OPTIONS,
  type ChoiceOptions,
  chooseSession,
} from "../view/choose_session.ts";
import { damageText } from "../view/damage_text.ts";
import { eventText } from "../view/event_text.ts";
import { isOutTerminal, writeError, writeOut } from "../view/io.ts";
import { jsonText } from "../view/json_text.ts";
import { SESSION_MARKS } from "../view/marks.ts";
import { COLOR_OPTION, type ColorWhen, type Paint, painter } from "../view/paint.ts";
import { fullTimeText } from "../view/time_text.ts";
import type { CommandSpec } from "./command.ts";

interface ListenOptions extends ChoiceOptions {
  json: boolean;
  color: ColorWhen;
}

const EXIT_FAILURE = 1, EXIT_DEAD = 3;

/** `zig-session listen`: a session from its start on, then live; the exit code tells how it ended. */
export const command: CommandSpec<ListenOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...CHOICE_OPTIONS,
    { flags: "--json", summary: "print the events as NDJSON, as they are in the log" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session listen", "replay the latest session, and follow it if it still runs"],
    ["zig-session listen --active", "follow what is running now"],
    [
      "zig-session listen 7k2m && notify-send done",
      "exit codes: 0 success, 1 failure, 3 the recorder died without an end",
    ],
  ],
  async run(options, [id]) {
    const { log_path } = chooseSession(options, id);
    const paint = painter(options.color);
    const render = options.json ? jsonLines : (batch: FollowedBatch) => textLines(batch, paint);
    let last: SessionLogEvent | undefined;
    let damage: Damage = { lines: 0, first_offset: null };
    const batches = followSession(log_path, ({ offset }) => {
      damage = { lines: damage.lines + 1, first_offset: damage.first_offset ?? offset };
    });
    for await (const batch of batches) {
      writeOut(render(batch));
      last = batch.at(-1)?.event;
    }
    if (damage.lines > 0) writeError(`zig-session: ${damageText(damage)}\n`);
    if (last?.type === "zig_session_ended") return last.status === "success" ? 0 : EXIT_FAILURE;
    if (options.json) writeError(`zig-session: ${deathText(last)}\n`);
    else writeOut(`${paint("magenta", `${SESSION_MARKS.dead.symbol} ${deathText(last)}`)}\n`);
    return EXIT_DEAD;
  },
};

function textLines(batch: FollowedBatch, paint: Paint): string {
  let text = "";
  for (const { event } of batch) {
    const line = eventText(event, paint);
    if (line !== undefined) text += `${line}\n`;
  }
  return text;
}

/** As they are for a program; for a terminal without the few characters that JSON leaves raw. */
function jsonLines(batch: FollowedBatch): string {
  const line = isOutTerminal()
    ? ({ event }: FollowedBatch[number]) => jsonText(event)
    : ({ text }: FollowedBatch[number]) => text;
  return batch.map((followed) => `${line(followed)}\n`).join("");
}

function deathText(last: SessionLogEvent | undefined): string {
  const since = last ? `; last sign of life ${fullTimeText(last.ts, Date.now())}` : "";
  return `zig session died: its recorder is gone without an end${since}`;
}
