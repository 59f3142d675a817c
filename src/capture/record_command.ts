import fs from "node:fs";
import { basename } from "node:path";
import { inheritedDescriptors } from "../runtime/inheritance.ts";
import { ignoreWriteSignals } from "../runtime/signals.ts";
import { reasonOf } from "../storage/errors.ts";
import { capture, type CaptureRequest, type CaptureResult } from "./capture.ts";
import { exactWords, preview, quoteCommandLine } from "./command_line.ts";
import { type Outcome, Recorder } from "./recorder.ts";
import { CommandError, resolveCommand } from "./resolve_command.ts";
import { SignalForwarding } from "./signal_forwarding.ts";

/** How a command is recorded. */
export interface RecordSettings {
  /** Default: the command's base name, as for `step`. */
  readonly workflow: string | undefined;
  readonly step: string | undefined;
  readonly prompt: string | null;
  readonly maxLineBytes: number;
  readonly heartbeatSecs: number;
  /** A file that gets the session's id before the command starts. */
  readonly idFile: string | undefined;
  readonly merge: boolean;
  readonly ignorePipe: boolean;
  readonly waitForOutput: boolean;
  /** Without a recording the command is not run. */
  readonly strict: boolean;
}

/** What became of a command and of its recording. */
export interface Recording {
  /** Undefined when `strict` kept the command from being run. */
  readonly outcome: Outcome | undefined;
  readonly sessionId: string | undefined;
  readonly logPath: string | undefined;
  readonly durationMs: number;
  /** Why the recording is not whole; empty when it is. */
  readonly faults: readonly string[];
  /** Why not all output could be passed on: what the command printed is lost to whoever reads us. */
  readonly echoFaults: readonly string[];
  /** Something else keeps the command's output open, and was not waited for. */
  readonly outputHeldOpen: boolean;
  /** Whether the last byte that went to our stderr, and to either stream, was within a line. */
  readonly midLine: { readonly stderr: boolean; readonly either: boolean };
}

const NEWLINE = 0x0a;

/** Runs a command, passes everything through and records it. Whatever goes wrong with the recording, the command runs. */
export async function recordCommand(
  words: readonly string[],
  settings: RecordSettings,
): Promise<Recording> {
  const signals = new SignalForwarding();
  // Before anything else is open, lest the command inherits it.
  inheritedDescriptors();
  ignoreWriteSignals();
  const [word = ""] = words;
  const path = attempt(() => resolveCommand(word));
  const name = basename(word) || word;
  const { workflow = name, step = name } = settings;
  const recorder = new Recorder({
    ...settings,
    workflow,
    step,
    workflowPath: path instanceof CommandError ? word : path,
    preview: preview(quoteCommandLine(words)),
  });
  const faults = writeIdFile(settings.idFile, recorder.sessionId);
  const midLine = { stderr: false, either: false };
  let outcome: Outcome | undefined, result: CaptureResult | CommandError | undefined;
  if (settings.strict && (recorder.fault !== undefined || faults.length > 0)) {
    recorder.finish({ code: 125, refusal: "not run, because it could not be recorded" });
  } else {
    result = path instanceof CommandError ? path : await run(path, words, settings, {
      signals,
      environment: recorder.sessionId === undefined ? {} : { ZIG_SESSION_ID: recorder.sessionId },
      onChunk: (stream, chunk) => {
        midLine.either = chunk.at(-1) !== NEWLINE;
        if (stream === "stderr") midLine.stderr = midLine.either;
        recorder.add(stream, chunk);
      },
    });
    outcome = result instanceof CommandError
      ? { code: result.exitCode, refusal: result.message }
      : result.status;
    recorder.finish(outcome);
  }
  const captured = result instanceof CommandError ? undefined : result;
  if (captured?.captureFault !== undefined) faults.push(captured.captureFault);
  if (recorder.fault !== undefined) faults.unshift(recorder.fault);
  if (recorder.lostLines > 0) {
    faults.push(`${recorder.lostLines} lines of output are not in the log`);
  }
  const { sessionId, logPath, elapsedMs: durationMs } = recorder;
  const { echoFaults = [], outputHeldOpen = false } = captured ?? {};
  return { outcome, sessionId, logPath, durationMs, faults, echoFaults, outputHeldOpen, midLine };
}

async function run(
  path: string,
  words: readonly string[],
  { merge, ignorePipe, waitForOutput }: RecordSettings,
  surroundings: Pick<CaptureRequest, "signals" | "environment" | "onChunk">,
): Promise<CaptureResult | CommandError> {
  try {
    return await capture({
      path,
      argv: exactWords(words),
      merge,
      ignorePipe,
      waitForOutput,
      ...surroundings,
    });
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

function attempt(resolve: () => string): string | CommandError {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

function writeIdFile(path: string | undefined, sessionId: string | undefined): string[] {
  if (path === undefined || sessionId === undefined) return [];
  try {
    fs.writeFileSync(path, `${sessionId}\n`);
    return [];
  } catch (error) {
    return [`Could not write the session's id to "${path}": ${reasonOf(error)}`];
  }
}
