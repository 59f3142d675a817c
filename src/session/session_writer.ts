import fs from "node:fs";
import process from "node:process";
import { ulid } from "ulid";
import { reasonOf, StorageError } from "../storage/errors.ts";
import type { OutputStream, SessionStatus } from "./event.ts";
import { updateGlobalIndex, updateProjectIndex } from "./index_file.ts";
import { holdLiveFile } from "./live_file.ts";
import { findProjectRoot, globalIndexPath, logPath, projectPaths, zigHome } from "./paths.ts";
import { type OutputBatch, SessionLog } from "./session_log.ts";
import { timestamp } from "./timestamp.ts";

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
}

/**
 * Writes the events of one session. Arguments stand in the order of the fields on disk. Every method throws StorageError
 * when the event cannot be stored; nothing is written once the session has ended.
 */
export class SessionWriter {
  readonly #log: SessionLog;
  readonly #indexes: { readonly project: string; readonly global: string };
  readonly #startedMs = performance.now();
  readonly #release: () => void;
  #ended = false;

  private constructor(
    log: SessionLog,
    indexes: { project: string; global: string },
    release: () => void,
  ) {
    this.#log = log;
    this.#indexes = indexes;
    this.#release = release;
  }

  /** Starts a session: its log with the first event, and an entry in both indexes. Throws StorageError. */
  static create(options: SessionOptions): SessionWriter {
    const { workflow_name, workflow_path, prompt = null, tier_count = 0, cwd = process.cwd() } =
      options;
    const home = options.home ?? zigHome();
    const paths = projectPaths(findProjectRoot(cwd), home);
    const indexes = { project: paths.index, global: globalIndexPath(home) };
    const zig_session_id = ulid();
    makeFolder(paths.sessions);
    const started_at = timestamp();
    const log = SessionLog.create(logPath(paths, zig_session_id), zig_session_id);
    const writer = new SessionWriter(log, indexes, holdLiveFile(log.path));
    log.append({
      type: "zig_session_started",
      workflow_name,
      workflow_path,
      workspace_path: paths.storage,
      cwd,
      prompt,
      tier_count,
    });
    const common = { log_path: log.path, started_at, ended_at: null, status: null };
    updateProjectIndex(
      indexes.project,
      (index) =>
        index.upsert({
          zig_session_id,
          workflow_name,
          workflow_path,
          ...common,
          workspace_path: paths.storage,
        }),
    );
    updateGlobalIndex(
      indexes.global,
      (index) => index.upsert({ zig_session_id, workflow_name, project: paths.storage, ...common }),
    );
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

  stepCompleted(
    stepName: string,
    exitCode: number,
    durationMs: number,
    savedVars: readonly string[] = [],
  ): void {
    this.#log.append({
      type: "step_completed",
      step_name: stepName,
      exit_code: exitCode,
      duration_ms: durationMs,
      saved_vars: [...savedVars],
    });
  }

  /** `attempt` counts from 1. */
  stepFailed(stepName: string, exitCode: number | null, attempt: number, error: string): void {
    this.#log.append({
      type: "step_failed",
      step_name: stepName,
      exit_code: exitCode,
      attempt,
      error,
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
      const endedAt = timestamp();
      updateProjectIndex(
        this.#indexes.project,
        (index) => index.stamp(this.sessionId, endedAt, status),
      );
      updateGlobalIndex(
        this.#indexes.global,
        (index) => index.stamp(this.sessionId, endedAt, status),
      );
    } finally {
      this.#release();
      this.#log.close();
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
