import fs from "node:fs";
import process from "node:process";
import { ulid } from "ulid";
import { reasonOf, StorageError } from "../storage/errors.ts";
import type { OutputStream, SessionStatus } from "./event.ts";
import { holdLiveFile } from "./live_file.ts";
import { findProjectRoot, logPath, type ProjectPaths, projectPaths, zigHome } from "./paths.ts";
import { type OutputBatch, SessionLog } from "./session_log.ts";
import { registerSession, stampSession } from "./index/session_registration.ts";
import { laterTimestamp, timestamp } from "./timestamp.ts";

/** What a session is made with. */
export interface SessionOptions {
  workflow_name: string;
  workflow_path: string;
  prompt?: string | null;
  /** How many tiers are planned. Default 0. */
  tier_count?: number;
  /** The folder that the session runs in, which decides on the project. Default: the current one. */
  cwd?: string;
  /** Default: `$ZIG_HOME`, or `~/.zig`. */
  home?: string;
  /**
   * Hears that an index could not be written, and lets the session go on: the indexes are a cache of the logs. Without it,
   * {@link SessionWriter.create} and {@link SessionWriter.ended} throw.
   */
  onIndexError?: (error: Error) => void;
}

/** Fields that an event has beside those of the format. */
export type ExtraFields = Readonly<Record<string, string | number | boolean>>;

/**
 * Writes the events of one session. Arguments stand in the order of the fields on disk. Every method throws StorageError
 * when the event cannot be stored; nothing is written once the session has ended.
 */
export class SessionWriter {
  readonly #log: SessionLog;
  readonly #paths: ProjectPaths;
  readonly #home: string;
  readonly #startedMs = performance.now();
  readonly #onIndexError: ((error: Error) => void) | undefined;
  readonly #release: () => void;
  #ended = false;

  private constructor(log: SessionLog, paths: ProjectPaths, home: string, options: SessionOptions) {
    this.#log = log;
    this.#paths = paths;
    this.#home = home;
    this.#onIndexError = options.onIndexError;
    this.#release = holdLiveFile(log.path);
  }

  /** Starts a session: its log with the first event, and an entry in both indexes. Throws StorageError. */
  static create(options: SessionOptions): SessionWriter {
    const { workflow_name, workflow_path, prompt = null, tier_count = 0 } = options;
    const cwd = options.cwd ?? process.cwd();
    const home = options.home ?? zigHome();
    const paths = projectPaths(findProjectRoot(cwd), home);
    makeFolder(paths.sessions);
    const zig_session_id = ulid();
    const started_at = timestamp();
    const log = SessionLog.create(logPath(paths, zig_session_id), zig_session_id);
    const writer = new SessionWriter(log, paths, home, options);
    try {
      log.append({
        type: "zig_session_started",
        workflow_name,
        workflow_path,
        workspace_path: paths.storage,
        cwd,
        prompt,
        tier_count,
      });
      const { path: log_path } = log;
      const registration = { zig_session_id, workflow_name, workflow_path, log_path, started_at };
      writer.#index(() => registerSession(paths, home, registration));
    } catch (error) {
      writer.#abandon();
      throw error;
    }
    return writer;
  }

  get sessionId(): string {
    return this.#log.sessionId;
  }

  get logPath(): string {
    return this.#log.path;
  }

  tierStarted(tierIndex: number, stepNames: readonly string[]): void {
    this.#log.append({ type: "tier_started", tier_index: tierIndex, step_names: [...stepNames] });
  }

  stepStarted(
    stepName: string,
    tierIndex: number,
    zagSessionId: string,
    zagCommand: string,
    model: string | null,
    promptPreview: string,
  ): void {
    this.#log.append({
      type: "step_started",
      step_name: stepName,
      tier_index: tierIndex,
      zag_session_id: zagSessionId,
      zag_command: zagCommand,
      model,
      prompt_preview: promptPreview,
    });
  }

  stepOutput(stepName: string, stream: OutputStream, line: string): void {
    this.#log.append({ type: "step_output", step_name: stepName, stream, line });
  }

  /** Writes many lines of output at once; returns false, at once, while another writer has the log's lock. */
  tryStepOutputs(batches: readonly OutputBatch[]): boolean {
    return this.#log.tryAppendOutput(batches);
  }

  /** `extra` are fields of our own, which zig-core leaves alone. */
  stepCompleted(
    stepName: string,
    exitCode: number,
    durationMs: number,
    savedVars: readonly string[] = [],
    extra: ExtraFields = {},
  ): void {
    this.#log.append({
      type: "step_completed",
      step_name: stepName,
      exit_code: exitCode,
      duration_ms: durationMs,
      saved_vars: [...savedVars],
      ...extra,
    });
  }

  /** `attempt` counts from 1; `extra` as in {@link stepCompleted}. */
  stepFailed(
    stepName: string,
    exitCode: number | null,
    attempt: number,
    error: string,
    extra: ExtraFields = {},
  ): void {
    this.#log.append({
      type: "step_failed",
      step_name: stepName,
      exit_code: exitCode,
      attempt,
      error,
      ...extra,
    });
  }

  stepSkipped(stepName: string, reason: string): void {
    this.#log.append({ type: "step_skipped", step_name: stepName, reason });
  }

  heartbeat(intervalSecs: number): void {
    this.#log.append({ type: "heartbeat", interval_secs: intervalSecs });
  }

  /**
   * Ends the session, once: the last event, synced to the device, and both indexes stamped. `durationMs` defaults to the
   * time since {@link create}.
   */
  ended(
    status: SessionStatus,
    durationMs: number = Math.round(performance.now() - this.#startedMs),
  ): void {
    if (this.#ended) return;
    this.#ended = true;
    try {
      this.#log.append({ type: "zig_session_ended", status, duration_ms: durationMs });
      const endedAt = laterTimestamp(timestamp(), this.#log.lastTs);
      this.#index(() => stampSession(this.#paths, this.#home, this.sessionId, endedAt, status));
    } finally {
      this.#release();
      this.#log.close();
    }
  }

  #index(update: () => void): void {
    try {
      update();
    } catch (error) {
      if (!this.#onIndexError || !(error instanceof Error)) throw error;
      this.#onIndexError(error);
    }
  }

  /** A session that could not be begun must not look as if it ran. */
  #abandon(): void {
    try {
      this.ended("failure");
    } catch {
      // The error that led here is the one to tell.
    }
  }
}

function makeFolder(path: string): void {
  try {
    fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StorageError(
      `Could not make the folder "${path}"`,
      reasonOf(error),
      "Give access to it, or set ZIG_HOME to another folder",
      { cause: error },
    );
  }
}
