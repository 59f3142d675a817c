import fs from "node:fs";
import { basename } from "node:path";
import { inheritedDescriptors } from "../runtime/inheritance.ts";
import { ignoreWriteSignals } from "../runtime/signals.ts";
import type { OutputStream } from "../session/event.ts";
import { reasonOf } from "../storage/errors.ts";
import { capture, type CaptureRequest, type CaptureResult } from "./capture.ts";
import { exactWords, preview, quoteCommandLine } from "./command_line.ts";
import { type Outcome, Recorder } from "./recorder.ts";
import { CommandError, resolveCommand } from "./resolve_command.ts";

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
  /** What the user should know of how the command ended. */
  readonly remarks: readonly string[];
  /** The streams whose last line has no newline. */
  readonly midLine: readonly OutputStream[];
}

const NEWLINE = 0x0a;
const STREAMS: readonly OutputStream[] = ["stdout", "stderr"];

/** Runs a command, passes everything through and records it. Whatever goes wrong with the recording, the command runs. */
export async function recordCommand(
  words: readonly string[],
  settings: RecordSettings,
): Promise<Recording> {
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
  const lastByte: Partial<Record<OutputStream, number>> = {};
  let outcome: Outcome | undefined, remarks: string[] = [];
  if (settings.strict && (recorder.fault !== undefined || faults.length > 0)) {
    recorder.finish({ code: 126, refusal: "not run, because it could not be recorded" });
  } else {
    const result = path instanceof CommandError
      ? path
      : await run(path, words, settings, (stream, chunk) => {
        lastByte[stream] = chunk.at(-1) ?? NEWLINE;
        recorder.add(stream, chunk);
      }, recorder.sessionId);
    outcome = result instanceof CommandError
      ? { code: result.exitCode, refusal: result.message }
      : result.status;
    recorder.finish(outcome);
    if (!(result instanceof CommandError)) remarks = remarksOn(result);
  }
  if (recorder.fault !== undefined) faults.unshift(recorder.fault);
  if (recorder.lostLines > 0) {
    faults.push(`${recorder.lostLines} lines of output are not in the log`);
  }
  const midLine = STREAMS.filter((stream) => (lastByte[stream] ?? NEWLINE) !== NEWLINE);
  const { sessionId, logPath, elapsedMs: durationMs } = recorder;
  return { outcome, sessionId, logPath, durationMs, faults, remarks, midLine };
}

async function run(
  path: string,
  words: readonly string[],
  { merge, ignorePipe, waitForOutput }: RecordSettings,
  onChunk: CaptureRequest["onChunk"],
  sessionId: string | undefined,
): Promise<CaptureResult | CommandError> {
  try {
    return await capture({
      path,
      argv: exactWords(words),
      environment: sessionId === undefined ? {} : { ZIG_SESSION_ID: sessionId },
      merge,
      ignorePipe,
      waitForOutput,
      onChunk,
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

function remarksOn({ outputHeldOpen, echoFaults }: CaptureResult): string[] {
  const remarks = echoFaults.map((reason) => `not all output could be passed on: ${reason}`);
  if (outputHeldOpen) {
    remarks.push(
      "another process still holds the output open; it was not waited for (--wait-for-output does)",
    );
  }
  return remarks;
}
