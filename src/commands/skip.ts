import { NO_REDACT_OPTION, textMask } from "../capture/recording/command_redaction.ts";
import { parseName } from "../capture/recording_option_list.ts";
import { withSharedLog } from "../session/workflow/shared_log.ts";
import { skipStep } from "../session/workflow/workflow_events.ts";
import {
  requiredSession,
  SESSION_OPTION,
  type SessionOption,
} from "../options/sessions/session_option.ts";
import type { CommandSpec } from "./command.ts";

interface SkipOptions extends SessionOption {
  reason: string;
  redact: boolean;
}

/** `zig-session skip`: notes that a step of a session is not run, and why. */
export const command: CommandSpec<SkipOptions> = {
  addsToSession: true,
  operands: [["<name>", "the step"]],
  options: [
    { flags: "--reason <text>", summary: "why it is not run" },
    SESSION_OPTION,
    NO_REDACT_OPTION,
  ],
  examples: [["zig-session skip deploy --reason 'not on main'", "for whoever looks for it"]],
  async run(options, [name = ""]) {
    const { reason = "", redact } = options, mask = await textMask(redact);
    const step = mask(parseName(name));
    withSharedLog(requiredSession(options), (log) => skipStep(log, step, mask(reason)));
    return 0;
  },
};
