import { actAsCommand } from "../capture/act_as_command.ts";
import { parseName, RECORDING_OPTIONS } from "../capture/recording_option_list.ts";
import { type RecordingOptions, recordingSettings } from "../capture/recording_options.ts";
import { UsageError } from "../options/errors.ts";
import {
  namedSession,
  SESSION_OPTION,
  type SessionOption,
} from "../options/sessions/session_option.ts";
import type { CommandSpec } from "./command.ts";

interface StepOptions extends RecordingOptions, SessionOption {}

/** `zig-session step`: runs a command and records it as a step of a session that goes on. */
export const command: CommandSpec<StepOptions> = {
  operands: [
    ["[name]", "what the step is called"],
    ["[command...]", "the command, behind --"],
  ],
  passThrough: true,
  leadingOperand: true,
  options: [SESSION_OPTION, ...RECORDING_OPTIONS],
  examples: [
    ["zig-session step lint -- npm run lint", "a step of the session in ZIG_SESSION_ID"],
    ["zig-session step unit --retries 2 --timeout 10m -- npm test", "a flaky one, which may hang"],
    [
      "zig-session step lint -- npm run lint & zig-session step unit -- npm test; wait",
      "two at once",
    ],
  ],
  async run(options, [name, ...words]) {
    if (name === undefined) {
      throw new UsageError(
        "Name the step and its command, as in: zig-session step lint -- make lint",
      );
    }
    const session = { join: namedSession(options), workflow: undefined, prompt: null };
    const settings = { ...session, step: parseName(name), ...await recordingSettings(options) };
    return actAsCommand(words, settings, options);
  },
};
