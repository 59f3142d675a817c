import { actAsCommand } from "../capture/act_as_command.ts";
import { parseName, RECORDING_OPTIONS, SESSION } from "../capture/recording_option_list.ts";
import { type RecordingOptions, recordingSettings } from "../capture/recording_options.ts";
import type { CommandSpec } from "./command.ts";

interface RecordOptions extends RecordingOptions {
  workflow: string;
  step: string;
  prompt: string;
}

/** `zig-session record`: runs a command and records it as a session of one step. */
export const command: CommandSpec<RecordOptions> = {
  operands: [["[command...]", "the command; everything after its first word is the command's own"]],
  passThrough: true,
  options: [
    {
      flags: "--workflow <name>",
      summary: "name of the session (default: the command line)",
      group: SESSION,
      parse: parseName,
    },
    {
      flags: "--step <name>",
      summary: "name of its step (default: the command's base name)",
      group: SESSION,
      parse: parseName,
    },
    { flags: "--prompt <text>", summary: "a note to keep with the session", group: SESSION },
    ...RECORDING_OPTIONS,
  ],
  examples: [
    ["zig-session record -- make -j2", "record a build"],
    ["zig-session record --workflow nightly -- ./ci.sh", "give the session a name"],
    ["zig-session record --timeout 10m --retries 2 -- npm test", "try again, and do not hang"],
    ["ZIG_SESSION=off zig-session record -- make", "run it without recording"],
  ],
  async run(options, words) {
    const { workflow, step, prompt = null } = options;
    const settings = {
      join: undefined,
      workflow,
      step,
      prompt,
      ...await recordingSettings(options),
    };
    return actAsCommand(words, settings, options);
  },
};
