import { readEventsBackwards } from "../session/reading/following/log_tail.ts";
import { type SessionState, sessionState, StorageError } from "../session/mod.ts";
import {
  CHOICE_OPERANDS,
  CHOICE_OPTIONS,
  type ChoiceOptions,
  chooseSessionWithin,
} from "../options/sessions/choose_session.ts";
import { writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import type { CommandSpec } from "./command.ts";

interface StatusOptions extends ChoiceOptions {
  exitCode: boolean;
  json: boolean;
}

const EXIT_CODES: Readonly<Record<SessionState, number>> = {
  completed: 0,
  failed: 1,
  dead: 3,
  running: 4,
  idle: 4,
};

/** `zig-session status`: what a session is doing, in one word. */
export const command: CommandSpec<StatusOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...CHOICE_OPTIONS,
    {
      flags: "--exit-code",
      summary:
        "exit with 0 completed, 1 failed, 2 trouble, 3 crashed, 4 running or idle (default: 0)",
    },
    { flags: "--json", summary: "print one JSON object" },
  ],
  examples: [
    ["zig-session status 7k2m", "prints running, idle, completed, failed or dead"],
    ["zig-session status --exit-code > /dev/null && deploy", "only after the latest has completed"],
  ],
  run(options, [id]) {
    const { zig_session_id, log_path, status } = chooseSessionWithin(options, id);
    const state = sessionState(log_path, status);
    const json = () => jsonText({ zig_session_id, state, last_event_at: lastEventAt(log_path) });
    writeOut(`${options.json ? json() : state}\n`);
    return options.exitCode ? EXIT_CODES[state] : 0;
  },
};

/** Null for a log that is gone or holds no event. */
function lastEventAt(logPath: string): string | null {
  try {
    const [last] = readEventsBackwards(logPath);
    return last?.ts ?? null;
  } catch (error) {
    if (error instanceof StorageError) return null;
    throw error;
  }
}
