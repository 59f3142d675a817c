import { NO_REDACT_OPTION, textMask } from "../capture/recording/command_redaction.ts";
import { parseName } from "../capture/recording_option_list.ts";
import { beginTier } from "../session/workflow/workflow_events.ts";
import { withSharedLog } from "../session/workflow/shared_log.ts";
import { UsageError } from "../options/errors.ts";
import {
  requiredSession,
  SESSION_OPTION,
  type SessionOption,
} from "../options/sessions/session_option.ts";
import type { CommandSpec } from "./command.ts";

interface TierOptions extends SessionOption {
  redact: boolean;
}

/** `zig-session tier`: begins a tier of a session and names the steps that it is to have. */
export const command: CommandSpec<TierOptions> = {
  addsToSession: true,
  operands: [["<name...>", "the steps of the tier, which may run at the same time"]],
  options: [SESSION_OPTION, NO_REDACT_OPTION],
  examples: [["zig-session tier lint unit", "the steps lint and unit are next"]],
  async run(options, names) {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new UsageError(`A tier has each step once, "${twice}" as well.`);
    names.forEach(parseName);
    // As its steps will be called.
    const masked = names.map(await textMask(options.redact));
    withSharedLog(requiredSession(options), (log) => beginTier(log, masked));
    return 0;
  },
};
