import { basename } from "node:path";
import process from "node:process";
import { appendSessionEnd } from "./append_session_end.ts";
import type { OutputStream, SessionEventKind, SessionLogEvent, SessionStatus } from "../event.ts";
import { holdLiveFile, type LiveFile } from "../lifecycle/live_file.ts";
import type { OutputBlock } from "./encode_output.ts";
import { makeFolder } from "./make_folder.ts";
import { newSessionId } from "./new_session_id.ts";
import { findProjectRoot, logPath, pathsOfLog, projectPaths } from "../paths.ts";
import { type AppendedBlocks, SessionLog } from "./session_log.ts";
import type { StepTail } from "../ring/held_lines.ts";
import { appendStepEnd } from "../ring/append_step_end.ts";
import { SessionRegistration } from "../index/session_registration.ts";
import type { ExtraFields, JoinOptions, SessionOptions } from "./session_options.ts";
import { startedEvent } from "./started_event.ts";
import { timestamp } from "./timestamp.ts";

/**
 * Writes the events of one session. Arguments stand in the order on disk. Every method throws StorageError for what cannot be
 * stored; nothing is written once the session has ended.
 */
export class SessionWriter {
  /** Whether the session was joined: then others write to it too, and it goes on when we leave. */
  readonly joined: boolean;
  readonly #log: SessionLog;
  readonly #startedMs = performance.now();
  readonly #registration: SessionRegistration;
  readonly #live: LiveFile;
  #closed = false;

  private constructor(log: SessionLog, registration: SessionRegistration, joined: boolean) {
    this.joined = joined;
    this.#log = log;
    this.#registration = registration;
    this.#live = holdLiveFile(log.logPath);
  }

  /** Starts a session: its log with the first event, and an entry in both indexes. Throws StorageError. */
  static create(options: SessionOptions): SessionWriter {
    const { cwd = process.cwd(), home } = options, paths = projectPaths(findProjectRoot(cwd), home);
    makeFolder(paths.sessions);
    const zig_session_id = newSessionId(), started_at = timestamp();
    const registration = new SessionRegistration(zig_session_id, paths, options);
    registration.begin(options, started_at);
    const log = SessionLog.create(logPath(paths, zig_session_id), zig_session_id);
    const writer = new SessionWriter(log, registration, false);
    try {
      log.append(startedEvent(options, cwd, paths.storage));
      if (!options.indexLater) registration.register();
    } catch (error) {
      throw writer.#abandoned(error);
    }
    return writer;
  }

  /** Joins a session that another process has made, to write to its log as well. Throws StorageError. */
  static join(path: string, options: JoinOptions = {}): SessionWriter {
    const sessionId = basename(path, ".jsonl"), paths = pathsOfLog(path);
    const registration = new SessionRegistration(sessionId, paths, options);
    const writer = new SessionWriter(SessionLog.open(path, sessionId), registration, true);
    try {
      // A repair that has not seen our lock may still have been at work; the next one will see it.
      writer.#log.settle();
    } catch (error) {
      writer.close();
      throw error;
    }
    return writer;
  }

  get sessionId(): string {
    return this.#log.sessionId;
  }

  get logPath(): string {
    return this.#log.logPath;
  }

  /** The number of our `.live` file, by which a reader knows whether a step's recorder lives. */
  get recorder(): number {
    return this.#live.number;
  }

  /** Whether the session is known to have ended, also by another process. */
  get hasEnded(): boolean {
    return this.#log.ended;
  }

  /** As {@link SessionLog.appendAfter}: events that depend on those of other processes. */
  appendAfter(
    after: number,
    decide: (since: readonly SessionLogEvent[]) => readonly SessionEventKind[],
  ): void {
    this.#log.appendAfter(after, decide);
  }

  tierStarted(tierIndex: number, stepNames: readonly string[]): void {
    this.#log.append({ type: "tier_started", tier_index: tierIndex, step_names: [...stepNames] });
  }

  /** `extra` are fields of our own, which zig-core leaves alone. */
  stepStarted(
    stepName: string,
    tierIndex: number,
    zagSessionId: string,
    zagCommand: string,
    model: string | null,
    promptPreview: string,
    extra: ExtraFields = {},
  ): void {
    this.#log.append({
      type: "step_started",
      step_name: stepName,
      tier_index: tierIndex,
      zag_session_id: zagSessionId,
      zag_command: zagCommand,
      model,
      prompt_preview: promptPreview,
      ...extra,
    });
  }

  stepOutput(stepName: string, stream: OutputStream, line: string): void {
    this.#log.append({ type: "step_output", step_name: stepName, stream, line });
  }

  /** Writes many lines of output at once, as {@link SessionLog.tryAppendBlocks}. */
  tryStepBlocks(blocks: readonly OutputBlock[], limitBytes: number): AppendedBlocks | undefined {
    return this.#log.tryAppendBlocks(blocks, limitBytes);
  }

  /** `extra` are as in {@link stepStarted}; `tail` is logged in the same write, before the event. */
  stepCompleted(
    stepName: string,
    exitCode: number,
    durationMs: number,
    savedVars: readonly string[] = [],
    extra: ExtraFields = {},
    tail?: StepTail,
  ): void {
    appendStepEnd(this.#log, {
      type: "step_completed",
      step_name: stepName,
      exit_code: exitCode,
      duration_ms: durationMs,
      saved_vars: [...savedVars],
      ...extra,
    }, tail);
  }

  /** `attempt` counts from 1; `extra` and `tail` as in {@link stepCompleted}. */
  stepFailed(
    stepName: string,
    exitCode: number | null,
    attempt: number,
    error: string,
    extra: ExtraFields = {},
    tail?: StepTail,
  ): void {
    appendStepEnd(this.#log, {
      type: "step_failed",
      step_name: stepName,
      exit_code: exitCode,
      attempt,
      error,
      ...extra,
    }, tail);
  }

  stepSkipped(stepName: string, reason: string): void {
    this.#log.append({ type: "step_skipped", step_name: stepName, reason });
  }

  heartbeat(intervalSecs: number): void {
    this.#log.append({ type: "heartbeat", interval_secs: intervalSecs });
  }

  /**
   * Ends the session, once: the last event, both indexes stamped, and what {@link close} does. Where another process has
   * ended it, its word stands; steps that others have begun and not ended are ended first. `extra` as in {@link stepStarted}.
   */
  ended(
    status: SessionStatus,
    durationMs: number = Math.round(performance.now() - this.#startedMs),
    extra: ExtraFields = {},
  ): void {
    if (this.#closed) return;
    try {
      const isOurs = appendSessionEnd(this, this.#log, { status, durationMs, extra });
      if (isOurs) this.stampEnd(status, durationMs);
    } finally {
      this.close();
    }
  }

  /** Enters the session in both indexes, if that was left for later and nobody holds them; returns whether it is there. */
  readonly tryRegister = (): boolean => this.#closed || this.#registration.register(0);

  /** Notes the end of the session in both indexes, after so many milliseconds. Throws StorageError. */
  stampEnd(status: SessionStatus, durationMs?: number): void {
    this.#registration.stamp(this.#registration.endedAt(durationMs, this.#log.lastTs), status);
  }

  /** Leaves the session, which goes on if it has no end; the log is synced. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#live.release();
    this.#log.close();
  }

  /** A session that could not be begun must not look as if it ran. Returns the error that led here, the one to tell. */
  #abandoned<Reason>(error: Reason): Reason {
    try {
      this.ended("failure");
    } catch { /* It may be the same. */ }
    return error;
  }
}
