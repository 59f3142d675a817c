import { exec } from "../runtime/process/exec.ts";
import { dieBySignal } from "../runtime/process/signals.ts";
import { UsageError } from "../options/errors.ts";
import { outputsAreOne, writeError } from "../view/terminal/io.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import { exactWords } from "./process/command_line.ts";
import { recordingNotices } from "./notices.ts";
import { recordCommand, type RecordSettings } from "./record_command.ts";
import type { Recording } from "./recording_result.ts";
import type { RecordingOptions } from "./recording_options.ts";
import { CommandError, resolveCommand } from "./process/resolve_command.ts";
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
function leave(recording: Recording, { strict, allowFailure }: RecordSettings): number {
  const { outcome, faults, echoFaults, askedToEnd } = recording;
  if (!outcome) return STRICT_EXIT_CODE;
  if ("signal" in outcome) {
    // What ends the command ends us: a failure that may be is one thing, Ctrl-C another.
    if (!allowFailure || askedToEnd) {
      dieBySignal(outcome.signal);
      return 128 + outcome.signal;
    }
  } else if (outcome.code !== 0 && !allowFailure) return outcome.code;
  if (strict && faults.length > 0) return STRICT_EXIT_CODE;
  // The command believes that its output arrived; without us it would have seen the error and failed.
  return echoFaults.length > 0 ? 1 : 0;
}
