import process from "node:process";
import { exactWords } from "../capture/command_line.ts";
import { recordingNotices } from "../capture/notices.ts";
import { recordCommand, type Recording } from "../capture/record_command.ts";
import { CommandError, resolveCommand } from "../capture/resolve_command.ts";
import { startCommand } from "../capture/start_command.ts";
import { exec } from "../runtime/exec.ts";
import { dieBySignal } from "../runtime/signals.ts";
import { UsageError } from "../view/errors.ts";
import { outputsAreOne, writeError } from "../view/io.ts";
import { terminalText } from "../view/terminal_text.ts";
import { parseDuration } from "../view/parse_duration.ts";
import { parseSize } from "../view/parse_size.ts";

import type { CommandSpec } from "./command.ts";

interface RecordOptions {
  workflow: string;
  step: string;
  prompt: string;
  quiet: boolean;
  warnings: boolean;
  maxLine: number;
  heartbeat: number;
  idFile: string;
  merge: boolean;
  ignorePipe: boolean;
  waitForOutput: boolean;
  strict: boolean;
}

const DEFAULT_MAX_LINE_BYTES = 64 << 10, DEFAULT_HEARTBEAT_SECS = 10;
/** Of `--strict`: recording failed. */
const STRICT_EXIT_CODE = 125;

/** `zig-session record`: runs a command and records it as a session of one step. */
export const command: CommandSpec<RecordOptions> = {
  operands: [["[command...]", "the command; everything after its first word is the command's own"]],
  passThrough: true,
  options: [
    {
      flags: "--workflow <name>",
      summary: "name of the session (default: the command's)",
      parse: parseName,
    },
    {
      flags: "--step <name>",
      summary: "name of its step (default: the command's)",
      parse: parseName,
    },
    { flags: "--prompt <text>", summary: "a note that is kept with the session" },
    { flags: "-q, --quiet", summary: "say nothing, unless recording fails" },
    { flags: "--no-warnings", summary: "say nothing when recording fails either" },
    {
      flags: "--max-line <size>",
      summary: "cut longer lines into several records (default: 64KiB)",
      parse: parseMaxLine,
    },
    {
      flags: "--heartbeat <duration>",
      summary: "time between signs of life in the log (default: 10s)",
      parse: parseHeartbeat,
    },
    {
      flags: "--id-file <file>",
      summary: "write the session's id there before the command starts",
    },
    {
      flags: "--merge",
      summary: "give the command one pipe for both streams, to keep their order",
    },
    { flags: "--ignore-pipe", summary: "go on reading and recording when our own reader has gone" },
    { flags: "--wait-for-output", summary: "wait until every process has closed the output" },
    { flags: "--strict", summary: "fail with 125 when the command cannot be recorded" },
  ],
  examples: [
    ["zig-session record -- make -j2", "record a build"],
    ["zig-session record --workflow nightly -- ./ci.sh", "give the session a name"],
    ["ZIG_SESSION=off zig-session record -- make", "run it without recording"],
  ],
  run: async (options, words) => {
    if (words.length === 0) {
      throw new UsageError(
        "No command was given. Write it behind --, as in: zig-session record -- make -j2",
      );
    }
    if (process.env["ZIG_SESSION"] === "off") return becomeCommand(words);
    const recording = await recordCommand(words, {
      workflow: options.workflow,
      step: options.step,
      prompt: options.prompt ?? null,
      maxLineBytes: options.maxLine ?? DEFAULT_MAX_LINE_BYTES,
      heartbeatSecs: options.heartbeat ?? DEFAULT_HEARTBEAT_SECS,
      idFile: options.idFile,
      merge: options.merge ?? false,
      ignorePipe: options.ignorePipe ?? false,
      waitForOutput: options.waitForOutput ?? false,
      strict: options.strict ?? false,
    });
    const { quiet = false, warnings = true } = options;
    writeError(recordingNotices(recording, { quiet, warnings, shared: outputsAreOne() }));
    return leave(recording, options.strict ?? false);
  },
};

function parseName(text: string): string {
  if (text === "") throw new UsageError("A name cannot be empty.");
  return text;
}

function parseMaxLine(text: string): number {
  const bytes = parseSize(text);
  // At least one character of UTF-8, and at most what a reader takes for one line when each byte is escaped as \u00xx.
  if (bytes < 4 || bytes > 2 << 20) {
    throw new UsageError(`--max-line is 4 bytes to 2MiB, not "${text}".`);
  }
  return bytes;
}

function parseHeartbeat(text: string): number {
  const seconds = parseDuration(text);
  if (seconds < 1 || seconds > 86400) {
    throw new UsageError(`--heartbeat is 1s to 1d, not "${text}".`);
  }
  return seconds;
}

/** Without recording there is nothing for us to do: the command takes our place. */
function becomeCommand(words: readonly string[]): number {
  try {
    return startCommand(resolveCommand(words[0] ?? ""), exactWords(words), exec);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    writeError(`zig-session: ${terminalText(error.message)}\n`);
    return error.exitCode;
  }
}

/** Ends as the command ended: by its signal, or with its exit code. */
function leave({ outcome, faults, echoFaults }: Recording, strict: boolean): number {
  if (!outcome) return STRICT_EXIT_CODE;
  if ("signal" in outcome) {
    dieBySignal(outcome.signal);
    return 128 + outcome.signal;
  }
  if (outcome.code !== 0) return outcome.code;
  if (strict && faults.length > 0) return STRICT_EXIT_CODE;
  // The command believes that its output arrived; without us it would have seen the error and failed.
  return echoFaults.length > 0 ? 1 : 0;
}
