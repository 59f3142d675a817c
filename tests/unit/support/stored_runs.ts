import fs from "node:fs";
import { join } from "node:path";
import type { SessionEventKind, SessionStatus } from "../../../src/session/event.ts";
import { encodeEvent } from "../../../src/session/writing/encode_event.ts";
import { saveGlobalIndex, saveProjectIndex } from "../../../src/session/index/index_file.ts";
import { globalEntry } from "../../../src/session/index/index_kind.ts";
import {
  GlobalSessionIndex,
  SessionLogIndex,
  type SessionLogIndexEntry,
} from "../../../src/session/index/session_index.ts";
import { timestamp } from "../../../src/session/writing/timestamp.ts";
import { idOf, type Place } from "./stored_logs.ts";

/** A step of a stored session: it completes, unless it is said otherwise. */
export interface RunStep {
  readonly name: string;
  /** What it prints, 10 ms each; a number is a silence in milliseconds. `!` at the beginning means stderr. */
  readonly output?: readonly (string | number)[];
  /** Its command line. */
  readonly command?: string;
  /** Other than 0: it fails. */
  readonly exitCode?: number;
  /** How many attempts fail before the last. */
  readonly failures?: number;
  readonly skipped?: string;
  /** It has no end. */
  readonly open?: boolean;
}

/** A stored session. */
export interface RunSpec {
  /** Default: by its number. */
  readonly id?: string;
  readonly workflow?: string;
  /** Default: an hour after the session before it; the first began at 2026-01-02T03:00:00Z. */
  readonly startedMs?: number;
  /** Null: it has no end. Default: failure when a step has failed. */
  readonly status?: SessionStatus | null;
  readonly cwd?: string;
  readonly steps?: readonly RunStep[];
}

/** When the first session began, and how long after it each of the others. */
export const FIRST_MS = Date.UTC(2026, 0, 2, 3), STEP_MS = 3_600_000;

/** Stores sessions with the ids 1, 2, … of the project of a place, whose times are always the same, and both their indexes. */
export function storeRuns({ paths, globalIndex }: Place, runs: readonly RunSpec[]): string[] {
  fs.mkdirSync(paths.sessions, { recursive: true });
  const entries = runs.map((run, at): SessionLogIndexEntry => {
    const id = run.id ?? idOf(at + 1), startedMs = run.startedMs ?? FIRST_MS + at * STEP_MS;
    const { text, endMs } = logOf(id, startedMs, run);
    const log_path = join(paths.sessions, `${id}.jsonl`);
    fs.writeFileSync(log_path, text);
    const status = statusOf(run);
    return {
      zig_session_id: id,
      workflow_name: run.workflow ?? "build",
      workflow_path: "/home/ada/bin/build",
      log_path,
      started_at: timestamp(startedMs),
      ended_at: status && timestamp(endMs),
      status,
      workspace_path: paths.storage,
    };
  });
  saveProjectIndex(paths.index, new SessionLogIndex(entries));
  const global = entries.map((entry) => globalEntry(entry, paths.storage));
  saveGlobalIndex(globalIndex, new GlobalSessionIndex(global));
  return entries.map(({ zig_session_id }) => zig_session_id);
}

function statusOf({ status, steps = [] }: RunSpec): SessionStatus | null {
  if (status !== undefined) return status;
  return steps.some(({ exitCode = 0 }) => exitCode !== 0) ? "failure" : "success";
}

function logOf(id: string, startedMs: number, run: RunSpec): { text: string; endMs: number } {
  let text = "", seq = 0, ms = startedMs;
  const add = (kind: SessionEventKind) => {
    text += encodeEvent({ seq: ++seq, ts: timestamp(ms), zig_session_id: id }, kind);
  };
  add({
    type: "zig_session_started",
    workflow_name: run.workflow ?? "build",
    workflow_path: "/home/ada/bin/build",
    workspace_path: null,
    cwd: run.cwd ?? "/home/ada/shop",
    prompt: null,
    tier_count: 0,
  });
  for (const [tier, step] of (run.steps ?? []).entries()) {
    ms = addStep(step, tier, ms, (kind, atMs) => {
      ms = atMs;
      add(kind);
    });
  }
  const status = statusOf(run);
  if (status) add({ type: "zig_session_ended", status, duration_ms: ms - startedMs });
  return { text, endMs: ms };
}

/** Returns when it ended. */
function addStep(
  step: RunStep,
  tier_index: number,
  startedMs: number,
  add: (kind: SessionEventKind, atMs: number) => void,
): number {
  const { name: step_name, output = [], exitCode = 0, failures = 0 } = step;
  let ms = startedMs;
  add({ type: "tier_started", tier_index, step_names: [step_name] }, ms);
  if (step.skipped !== undefined) {
    add({ type: "step_skipped", step_name, reason: step.skipped }, ms);
    return ms;
  }
  add({
    type: "step_started",
    step_name,
    tier_index,
    zag_session_id: `zig-build-${step_name}`,
    zag_command: "exec",
    model: null,
    prompt_preview: step.command ?? `run ${step_name}`,
  }, ms);
  for (const said of output) {
    if (typeof said === "number") ms += said;
    else {
      const isError = said.startsWith("!"), line = isError ? said.slice(1) : said;
      const stream = isError ? "stderr" : "stdout";
      add({ type: "step_output", step_name, stream, line }, ms += 10);
    }
  }
  const failed = (attempt: number, exit_code: number): SessionEventKind => ({
    type: "step_failed",
    step_name,
    exit_code,
    attempt,
    error: `exited with code ${exit_code}`,
  });
  for (let attempt = 1; attempt <= failures; attempt++) add(failed(attempt, 1), ms);
  if (step.open) return ms;
  if (exitCode !== 0) add(failed(failures + 1, exitCode), ms);
  else {
    const duration_ms = ms - startedMs;
    add({ type: "step_completed", step_name, exit_code: 0, duration_ms, saved_vars: [] }, ms);
  }
  return ms;
}
