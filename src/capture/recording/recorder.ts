import { signalName } from "../../runtime/process/signals.ts";
import type { OutputStream } from "../../session/event.ts";
import type { SessionCoordinator } from "../../session/lifecycle/session_coordinator.ts";
import { omittedFields } from "../../session/ring/omitted.ts";
import { type Omitted, type StepTail, sumOf } from "../../session/ring/held_lines.ts";
import type { ExtraFields } from "../../session/writing/session_options.ts";
import type { SessionVariables } from "../../session/workflow/outer_session.ts";
import type { CommandRedaction } from "./command_redaction.ts";
import type { Outcome } from "../process/outcome.ts";
import type { OutputLimits } from "../limit_options.ts";
import { OutputLines } from "./output_lines.ts";
import { OutputLog } from "./output_log.ts";
import { beginRecording, type SessionPlan } from "./recording_session.ts";

/** What a recorded command is called and how it is recorded. */
export interface RecorderOptions extends Omit<SessionPlan, "onFault"> {
  /** The command is not run, and so leaves nothing behind. */
  readonly refused: boolean;
  readonly maxLineBytes: number;
  readonly limits: OutputLimits;
  /** Why nothing can be recorded here; undefined where it can. */
  readonly obstacle: string | undefined;
  /** The names that its completion is said to have saved. */
  readonly savedVars: readonly string[];
  /** Its failure is none of the session's. */
  readonly allowFailure: boolean;
  /** Masks what the command prints and why it failed; all else has been masked. */
  readonly redaction: CommandRedaction;
}

/**
 * Records one command as a step. No method throws: what cannot be recorded is not, the command goes on, and {@link fault}
 * says why.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  #coordinator: SessionCoordinator | undefined;
  #output: OutputLog | undefined;
  readonly #lines: OutputLines;
  readonly #startedMs: number;
  /** What was left out of the output, of all attempts, because the log was full. */
  omitted: Omitted = { lines: 0, bytes: 0 };
  /** The first reason why something was not recorded. */
  fault: string | undefined;
  /** Why it is recorded in another session than the one that was named. */
  detour: string | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { maxLineBytes, redaction, step: stepName } = options;
    const onLines = (stream: OutputStream, blocks: readonly Uint8Array[]) =>
      this.#output?.add(...blocks.map((bytes) => ({ stepName, stream, bytes })));
    this.#lines = new OutputLines({ maxLineBytes, redaction, onLines });
    if (options.refused) {
      this.#startedMs = performance.now();
      return;
    }
    this.#attempt(() => {
      if (options.obstacle !== undefined) throw new Error(options.obstacle);
      const onFault = (error: Error) => this.#noteFault(error.message);
      const { coordinator, detour } = beginRecording({ ...options, onFault });
      this.detour = detour;
      this.#coordinator = coordinator;
      this.#output = new OutputLog(
        coordinator.writer,
        options.limits,
        (reason) => this.#noteFault(reason),
      );
    });
    this.#startedMs = performance.now();
  }

  get sessionId(): string | undefined {
    return this.#coordinator?.writer.sessionId;
  }

  get logPath(): string | undefined {
    return this.#coordinator?.writer.logPath;
  }

  /** Whether the session is one of its own. */
  get ownsSession(): boolean {
    return this.#coordinator?.writer.joined === false;
  }

  /** What the command is told of the session; nothing without one. */
  get variables(): SessionVariables | Record<never, string> {
    if (this.sessionId === undefined || this.logPath === undefined) return {};
    return {
      ZIG_SESSION_ID: this.sessionId,
      ZIG_SESSION_STEP: this.#options.step,
      ZIG_SESSION_LOG: this.logPath,
    };
  }

  get lostLines(): number {
    return this.#output?.lostLines ?? 0;
  }

  /** Milliseconds since the step began. */
  get elapsedMs(): number {
    return Math.round(performance.now() - this.#startedMs);
  }

  /** Records bytes that the command has written. */
  add(stream: OutputStream, chunk: Uint8Array): void {
    if (this.#output) this.#attempt(() => this.#lines.add(stream, chunk));
  }

  /** Records a failure after which the command is run again. */
  attemptFailed(outcome: Outcome, attempt: number): void {
    this.#endStep((tail) => this.#stepFailed(outcome, attempt, { retrying: true }, tail));
  }

  /** Records how the command ended at last, and ends the session if it is its own, or leaves it. */
  finish(outcome: Outcome, attempt: number): void {
    const { allowFailure } = this.#options;
    const success = "code" in outcome && outcome.code === 0;
    this.#endStep((tail) => {
      if (success) this.#stepCompleted(tail);
      else this.#stepFailed(outcome, attempt, allowFailure ? { allow_failure: true } : {}, tail);
    });
    this.#noteEarlyEnd();
    this.#attempt(() => {
      if (!this.ownsSession) this.#coordinator?.leave();
      else {
        const status = success || allowFailure ? "success" : "failure";
        const extra = { ...omittedFields(this.omitted), ...this.#redactField() };
        this.#coordinator?.finish(status, extra);
      }
    });
  }

  #noteEarlyEnd(): void {
    if (!this.#coordinator?.writer.hasEnded) return;
    this.#noteFault("another process has ended the session, and what came then is not in it");
  }

  /** Writes the end of the step, or of an attempt, with the last lines of its output if the log was full. */
  #endStep(write: (tail: StepTail | undefined) => void): void {
    this.#lines.end();
    const output = this.#output, tail = output?.end();
    if (tail) this.omitted = sumOf(this.omitted, tail.omitted);
    const isWritten = this.#attempt(() => write(tail));
    output?.forgetTail();
    // The event alone may still fit.
    if (!isWritten && output && tail) this.#attempt(() => write(output.loseTail(tail)));
  }

  #stepCompleted(tail: StepTail | undefined): void {
    const { step, savedVars } = this.#options;
    const { elapsedMs } = this;
    this.#coordinator?.writer.stepCompleted(step, 0, elapsedMs, savedVars, this.#extra(), tail);
  }

  #stepFailed(
    outcome: Outcome,
    attempt: number,
    marks: ExtraFields,
    tail: StepTail | undefined,
  ): void {
    const { step } = this.#options, extra = { ...this.#extra(), ...marks };
    const { code, error } = failureOf(outcome);
    const { redaction } = this.#options;
    this.#coordinator?.writer.stepFailed(step, code, attempt, redaction.text(error), extra, tail);
  }

  #extra(): ExtraFields {
    const recorder = this.#coordinator?.writer.recorder;
    return {
      ...(recorder === undefined ? {} : { recorder }),
      ...(this.lostLines > 0 ? { lost_lines: this.lostLines } : {}),
      ...this.#redactField(),
    };
  }

  #redactField(): ExtraFields {
    const { count } = this.#options.redaction;
    return count > 0 ? { redact: count } : {};
  }

  #attempt(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      this.#noteFault(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  #noteFault(reason: string): void {
    this.fault ??= reason;
  }
}

function failureOf(outcome: Outcome): { code: number; error: string } {
  if ("reason" in outcome) {
    const code = "signal" in outcome ? 128 + outcome.signal : outcome.code;
    return { code, error: outcome.reason };
  }
  const why = outcome.cause === undefined ? "" : `: ${outcome.cause}`;
  if ("signal" in outcome) {
    const { signal } = outcome;
    return { code: 128 + signal, error: `killed by ${signalName(signal)}${why}` };
  }
  return { code: outcome.code, error: `exited with code ${outcome.code}${why}` };
}
