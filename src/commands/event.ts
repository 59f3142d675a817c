import fs from "node:fs";
import { NO_REDACT_OPTION, textMask } from "../capture/recording/command_redaction.ts";
import { redactFields } from "../upkeep/redact/redact_event.ts";
import { readEventKind } from "../session/workflow/read_event_kind.ts";
import { withSharedLog } from "../session/workflow/shared_log.ts";
import { addEvent } from "../session/workflow/workflow_events.ts";
import { reasonOf } from "../storage/errors.ts";
import { UsageError } from "../options/errors.ts";
import {
  requiredSession,
  SESSION_OPTION,
  type SessionOption,
} from "../options/sessions/session_option.ts";
import type { CommandSpec } from "./command.ts";

interface EventOptions extends SessionOption {
  json: string;
  redact: boolean;
}

/** `zig-session event`: adds one event to a session, for programs that know better than a command line what happens. */
export const command: CommandSpec<EventOptions> = {
  addsToSession: true,
  options: [
    {
      flags: "--json <object>",
      summary: "the event's type and its fields, or - to read them from stdin",
    },
    SESSION_OPTION,
    NO_REDACT_OPTION,
  ],
  examples: [
    [
      `zig-session event --json '{"type":"step_output","step_name":"unit","stream":"stdout","line":"ok 3"}'`,
      "seq, ts and the session's id are given by the log",
    ],
  ],
  async run(options) {
    if (options.json === undefined) throw new UsageError("Give the event's fields with --json.");
    const kind = readEventKind(options.json === "-" ? readStdin() : options.json);
    if ("fault" in kind) throw new UsageError(`invalid event: ${kind.fault}`);
    const masked = redactFields(kind, await textMask(options.redact));
    withSharedLog(requiredSession(options), (log) => addEvent(log, masked));
    return 0;
  },
};

function readStdin(): string {
  try {
    return fs.readFileSync(0, "utf8");
  } catch (error) {
    throw new Error(`Could not read the event from stdin: ${reasonOf(error)}`);
  }
}
