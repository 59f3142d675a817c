import fs from "node:fs";
import { basename } from "node:path";
import process from "node:process";
import { LibcError } from "../runtime/ffi/libc.ts";
import { inheritedDescriptors } from "../runtime/process/inheritance.ts";
import { ignoreWriteSignals } from "../runtime/process/signals.ts";
import { reasonOf } from "../storage/errors.ts";
import { insecurePaths } from "../storage/private/insecure_paths.ts";
import { type RetrySettings, runWithRetries } from "./process/retry.ts";
import { capture, type CaptureRequest, type CaptureResult } from "./capture.ts";
import { CommandRedaction, type RedactionSettings } from "./recording/command_redaction.ts";
import { exactWords, nameOf, preview, quoteCommandLine } from "./process/command_line.ts";
import { frameNonces, NESTING_VARIABLE, newNonce } from "./streams/nesting.ts";
import type { OutputLimits } from "./limit_options.ts";
import type { Outcome } from "./process/outcome.ts";
import { Recorder } from "./recording/recorder.ts";
import type { SessionName } from "../session/workflow/find_shared_log.ts";
import { CommandError, resolveCommand } from "./process/resolve_command.ts";
import type { Recording } from "./recording_result.ts";
import { areReported, reportedVariable } from "./reported_faults.ts";
import { SignalForwarding } from "./process/signal_forwarding.ts";
import type { OutputKinds } from "./terminal/output_kinds.ts";

/** How a command is recorded. */
export interface RecordSettings extends RetrySettings {
  /** The session to which it is added as a step; undefined for one of its own. */
  readonly join: SessionName | undefined;
  /** Default: the command line, cut. */
  readonly workflow: string | undefined;
  /** Default: the command's base name. */
  readonly step: string | undefined;
  readonly prompt: string | null;
  /** What is masked; undefined for nothing. */
  readonly redaction: RedactionSettings | undefined;
  /** What is wrong with the configuration. */
  readonly configFaults: readonly string[];
  readonly maxLineBytes: number;
  readonly limits: OutputLimits;
  readonly heartbeatSecs: number;
  /** A file that gets the session's id before the command starts. */
  readonly idFile: string | undefined;
  readonly merge: boolean;
  /** Terminals of its own, or pipes. */
  readonly outputs: OutputKinds;
  /** Its output is read and recorded after our own reader has gone. */
  readonly ignorePipe: boolean;
  readonly waitForOutput: boolean;
  readonly closeOutput: boolean;
  /** Milliseconds that each attempt may take; undefined for as long as it likes. */
  readonly timeoutMs: number | undefined;
  readonly allowFailure: boolean;
  readonly savedVars: readonly string[];
  /** Without a recording, or in another session than the named one, the command is not run. */
  readonly strict: boolean;
}

const NEWLINE = 0x0a;

/** Runs a command, passes everything through and records it. Whatever goes wrong with the recording, the command runs. */
export async function recordCommand(
  words: readonly string[],
  settings: RecordSettings,
): Promise<Recording> {
  const signals = new SignalForwarding();
  // Now: on Deno, our own environment becomes the command's.
  const isWithin = Boolean(process.env["ZIG_SESSION_ID"]),
    isReported = areReported(settings.configFaults);
  // Before anything else is open, lest the command inherits it.
  inheritedDescriptors();
  const obstacle = obstacleToRecording();
  const [word = ""] = words;
  const path = attempt(() => resolveCommand(word));
  const name = basename(word) || word;
  const { step = name } = settings;
  const redactionFaults: string[] = [];
  const redaction = new CommandRedaction(
    settings.redaction,
    (reason) => redactionFaults.push(reason),
  );
  const commandLine = redaction.text(quoteCommandLine(words));
  const recorder = new Recorder({
    ...settings,
    refused: settings.strict && settings.configFaults.length > 0,
    obstacle,
    workflow: settings.workflow === undefined
      ? nameOf(commandLine, words)
      : redaction.text(settings.workflow),
    step: redaction.text(step),
    workflowPath: redaction.text(path instanceof CommandError ? word : path),
    prompt: settings.prompt === null ? null : redaction.text(settings.prompt),
    shownCwd: (cwd) => redaction.text(cwd),
    preview: preview(commandLine),
    savedVars: settings.savedVars.map((name) => redaction.text(name)),
    redaction,
  });
  // Now, too.
  const noticeNonce = frameNonces(process.env[NESTING_VARIABLE], recorder.sessionId ?? "").stderr;
  const faults = writeIdFile(settings.idFile, recorder.sessionId);
  const midLine = { stderr: false, either: false };
  let last: { outcome: Outcome; attempt: number } | undefined;
  const captures: CaptureResult[] = [];
  const isRefused = recorder.fault !== undefined || recorder.detour !== undefined ||
    faults.length > 0 || settings.configFaults.length > 0;
  if (settings.strict && isRefused) {
    recorder.finish({ code: 125, reason: "not run, because it could not be recorded" }, 1);
  } else {
    const runOnce = async (): Promise<Outcome> => {
      if (path instanceof CommandError) return { code: path.exitCode, reason: path.message };
      const result = await run({
        ...settings,
        path,
        argv: exactWords(words),
        signals,
        ...surroundings(recorder, settings.configFaults),
        maskOutput: () => redaction.passedStream(),
        passedRedaction: () => redaction.passedSettings,
        onEcho: (stream, chunk) => {
          midLine.either = chunk.at(-1) !== NEWLINE;
          if (stream === "stderr") midLine.stderr = midLine.either;
        },
        onChunk: (stream, chunk) => recorder.add(stream, chunk),
      });
      if (result instanceof CommandError) return { code: result.exitCode, reason: result.message };
      captures.push(result);
      return result.outcome;
    };
    last = await runWithRetries(
      runOnce,
      settings,
      signals,
      (failed) => recorder.attemptFailed(failed.outcome, failed.attempt),
    );
    recorder.finish(last.outcome, last.attempt);
  }
  // What was lost of an attempt stays lost when the next one succeeds; each attempt is likely to say the same.
  if (obstacle === undefined) {
    faults.push(...new Set(captures.flatMap(({ captureFault }) => captureFault ?? [])));
  }
  faults.push(...redactionFaults);
  if (recorder.fault !== undefined) faults.unshift(recorder.fault);
  if (recorder.lostLines > 0) {
    faults.push(`${recorder.lostLines} lines of output are not in the log`);
  }
  return {
    outcome: last?.outcome,
    attempts: last?.attempt ?? 0,
    step,
    sessionId: recorder.sessionId,
    logPath: recorder.logPath,
    ownsSession: recorder.ownsSession,
    durationMs: recorder.elapsedMs,
    askedToEnd: signals.endRequest !== undefined,
    detour: recorder.detour,
    // Who began the session, or one around it, is told once for all that is recorded in it.
    insecure: isWithin ? [] : insecurePaths(),
    faults,
    configFaults: isReported ? [] : settings.configFaults,
    omitted: recorder.omitted,
    echoFaults: [...new Set(captures.flatMap(({ echoFaults }) => echoFaults))],
    heldOutput: captures.at(-1)?.heldOutput,
    noticeNonce,
    allowFailure: settings.allowFailure,
    midLine,
  };
}

/** What the command and its nested steps are told of where they are recorded, and how we pass on to who records us. */
function surroundings({ sessionId, variables }: Recorder, configFaults: readonly string[]) {
  if (sessionId === undefined) {
    return { environment: variables, nestedNonce: undefined, frameNonces: {} };
  }
  return {
    environment: { ...variables, ...reportedVariable(sessionId, configFaults) },
    nestedNonce: newNonce(),
    frameNonces: frameNonces(process.env[NESTING_VARIABLE], sessionId),
  };
}

/** Why nothing can be recorded, found out before a session has begun. */
function obstacleToRecording(): string | undefined {
  try {
    ignoreWriteSignals();
    return undefined;
  } catch (error) {
    if (!(error instanceof LibcError)) throw error;
    return `nothing is recorded: ${error.message}`;
  }
}

async function run(request: CaptureRequest): Promise<CaptureResult | CommandError> {
  try {
    return await capture(request);
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
