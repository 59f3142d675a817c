import type { SessionEntry } from "../session/mod.ts";
import { awaitSessions, type EndedSession } from "../inspect/waiting/await_sessions.ts";
import {
  CHOICE_OPTIONS,
  type ChoiceOptions,
  chooseSession,
  chooseSessionWithin,
} from "../options/sessions/choose_session.ts";
import { UsageError } from "../options/errors.ts";
import { writeError, writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { COLOR_OPTION, type ColorWhen, painter } from "../view/terminal/paint.ts";
import { parseDuration } from "../options/values/parse_duration.ts";
import { sessionDurationMs } from "../view/format/session_duration.ts";
import { endedLine, noSuccessText, stillRunningText } from "../view/events/waiting_text.ts";
import type { CommandSpec } from "./command.ts";

interface WaitOptions extends ChoiceOptions {
  any: boolean;
  timeout: { readonly text: string; readonly ms: number };
  quiet: boolean;
  json: boolean;
  color: ColorWhen;
}

const EXIT_NO_SUCCESS = 1, EXIT_TIMEOUT = 124;

/** `zig-session wait`: until sessions have ended; the exit code tells whether all of them succeeded. */
export const command: CommandSpec<WaitOptions> = {
  operands: [[
    "[id...]",
    "session ids, or unique prefixes or suffixes of them (default: the latest)",
  ]],
  options: [
    { flags: "--any", summary: "return as soon as one has ended, with its result" },
    {
      flags: "--timeout <duration>",
      summary: "give up after this long, such as 10m, with exit code 124; 0 looks once",
      parse: (text) => ({ text, ms: parseDuration(text) * 1000 }),
    },
    ...CHOICE_OPTIONS,
    { flags: "-q, --quiet", summary: "print nothing: the exit code says it" },
    { flags: "--json", summary: "print NDJSON, one object for each session as it ends" },
    COLOR_OPTION,
  ],
  examples: [
    [
      "zig-session wait && deploy",
      "exit codes: 0 all succeeded, 1 one failed or crashed, 2 trouble, 124 timeout",
    ],
    ["zig-session wait 7k2m c5cb --timeout 10m", "both, but no longer than ten minutes"],
    ["zig-session wait --any 7k2m c5cb", "the one that ends first"],
  ],
  async run(options, ids) {
    const { any = false, timeout, quiet = false } = options;
    const entries = chooseSessions(options, ids);
    const deadlineMs = performance.now() + (timeout?.ms ?? Infinity);
    const open = new Set(entries);
    let succeeded = true;
    for await (const ended of awaitSessions(entries, deadlineMs)) {
      open.delete(ended.entry);
      if (!quiet) printEnd(ended, options);
      if (ended.state !== "completed") succeeded = false;
      if (any) return succeeded ? 0 : EXIT_NO_SUCCESS;
    }
    if (open.size > 0) {
      if (!quiet) writeError(`zig-session: ${stillRunningText([...open], timeout?.text ?? "")}\n`);
      return EXIT_TIMEOUT;
    }
    return succeeded ? 0 : EXIT_NO_SUCCESS;
  },
};

/** Each once, in the order given. */
function chooseSessions(options: Partial<ChoiceOptions>, ids: readonly string[]): SessionEntry[] {
  if (ids.length === 0) return [chooseSessionWithin(options, undefined)];
  if (ids.includes("")) throw new UsageError(`An empty id names no session. Is a variable unset?`);
  const chosen = ids.map((id) => chooseSession(options, id));
  return [...new Map(chosen.map((entry) => [entry.log_path, entry])).values()];
}

function printEnd(ended: EndedSession, { json, color }: Partial<WaitOptions>): void {
  const { entry, state, end } = ended;
  const durationMs = end?.durationMs ?? sessionDurationMs(entry, state, Date.now());
  const line = json
    ? jsonText({
      zig_session_id: entry.zig_session_id,
      workflow_name: entry.workflow_name,
      state,
      duration_ms: durationMs,
      ended_at: end?.ts ?? entry.ended_at,
      log_path: entry.log_path,
    })
    : endedLine(ended, durationMs, painter(color));
  writeOut(`${line}\n`);
  if (state !== "completed") writeError(`zig-session: ${noSuccessText(ended)}\n`);
}
