import { LibcError } from "../runtime/ffi/libc.ts";
import { exec } from "../runtime/process/exec.ts";
import { dieBySignal } from "../runtime/process/signals.ts";
import { spawnInheriting } from "../runtime/process/spawn_inheriting.ts";
import { UsageError } from "../options/errors.ts";
import { outputsAreOne, writeError } from "../view/terminal/io.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import { exactWords } from "./process/command_line.ts";
import { recordingNotices } from "./notices.ts";
import { recordCommand, type RecordSettings } from "./record_command.ts";
import type { Recording } from "./recording_result.ts";
import type { RecordingOptions } from "./recording_options.ts";
import { CommandError, resolveCommand } from "./process/resolve_command.ts";
import { SignalForwarding } from "./process/signal_forwarding.ts";
import { startCommand } from "./process/start_command.ts";
import { isSwitchedOff } from "./switched_off.ts";

/** Of `--strict`: recording failed. */
const STRICT_EXIT_CODE = 125;

/**
 * Runs and records a command in our place, says what there is to say, and returns its exit code, or ends by its signal;
 * with `ZIG_SESSION=off` this process becomes the command. Throws UsageError without a command.
 */
export async function actAsCommand(
  words: readonly string[],
  settings: RecordSettings,
  { quiet = false, warnings = true }: Partial<Pick<RecordingOptions, "quiet" | "warnings">>,
): Promise<number> {
  if (words.length === 0) {
    throw new UsageError(
      "no command given. Put it after --, as in: zig-session record -- make -j2",
    );
  }
  if (isSwitchedOff()) return becomeCommand(words);
  const recording = await recordCommand(words, settings);
  writeError(recordingNotices(recording, { quiet, warnings, shared: outputsAreOne() }));
  return leave(recording, settings);
}

/** Without recording there is nothing for us to do: the command takes our place. */
async function becomeCommand(words: readonly string[]): Promise<number> {
  try {
    const path = resolveCommand(words[0] ?? "");
    try {
      return startCommand(path, exactWords(words), exec);
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      return await runInheriting(path, words);
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    writeError(`zig-session: ${terminalText(error.message)}\n`);
    return error.exitCode;
  }
}

/** What comes next to becoming the command, where that cannot be had. */
async function runInheriting(path: string, words: readonly string[]): Promise<number> {
  const signals = new SignalForwarding();
  const child = startCommand(
    path,
    words,
    (file, argv) => spawnInheriting({ path: file, argv, environment: {} }),
  );
  signals.deliverTo((signal, fromTerminal) => fromTerminal || child.kill(signal));
  const status = await child.exited;
  return "code" in status ? status.code : endBySignal(status.signal);
}

/** Ends as the command ended: by its signal, or with its exit code. */
function leave(recording: Recording, { strict, allowFailure }: RecordSettings): number {
  const { outcome, faults, echoFaults, askedToEnd } = recording;
  if (!outcome) return STRICT_EXIT_CODE;
  if ("signal" in outcome) {
    // What ends the command ends us: a failure that may be is one thing, Ctrl-C another.
    if (!allowFailure || askedToEnd) return endBySignal(outcome.signal);
  } else if (outcome.code !== 0 && !allowFailure) return outcome.code;
  if (strict && faults.length > 0) return STRICT_EXIT_CODE;
  // The command believes that its output arrived; without us it would have seen the error and failed.
  return echoFaults.length > 0 ? 1 : 0;
}

/** Does not return where that signal ends a process. */
function endBySignal(signal: number): number {
  dieBySignal(signal);
  return 128 + signal;
}
