import fs from "node:fs";
import { ClosedSessionError } from "../errors.ts";
import type { SessionEventKind, SessionLogEvent, SessionStatus } from "../event.ts";
import { heldLiveNumbers } from "../lifecycle/liveness.ts";
import { failureOf } from "../writing/open_step.ts";
import type { ExtraFields } from "../writing/session_options.ts";
import { sumOf } from "../ring/held_lines.ts";
import { omittedFields } from "../ring/omitted.ts";
import { endOfDeadStep } from "../ring/dead_step_end.ts";
import type { SessionOutliner } from "../outline/session_outline.ts";
import type { OutlinedStep } from "../outline/step_outline.ts";
import { type SessionStructure, StructureReader } from "./session_structure.ts";
import { zagSessionId } from "./zag_session_id.ts";

/** Where the events of a workflow go: a session's log, as its processes share it. */
export interface SharedLog {
  readonly sessionId: string;
  readonly logPath: string;
  /** The number of our own `.live` file. */
  readonly recorder: number;
  /** As {@link SessionLog.appendAfter}. */
  appendAfter(
    after: number,
    decide: (since: readonly SessionLogEvent[]) => readonly SessionEventKind[],
  ): void;
}

/** A step that begins. */
export interface NewStep {
  readonly name: string;
  readonly zagCommand: string;
  readonly promptPreview: string;
  /** The number of its recorder's `.live` file. */
  readonly recorder: number;
}

/** How a session is ended. */
export interface EndRequest {
  /** Default: failure if a step has failed, or has died. */
  readonly status: SessionStatus | undefined;
  /** Also while a step still runs. */
  readonly force: boolean;
  /** How long it took; default: by the clock, since its start. */
  readonly durationMs?: number;
  /** Fields of our own on the last event. */
  readonly extra?: ExtraFields;
}

/** The error of a step whose process is gone without having written its end. */
export const RECORDER_DIED = "recorder died";
const CUT_OFF = "still ran when the session was ended";

/** Begins a tier and returns its index. Throws ClosedSessionError and StorageError, as all of these do. */
export function beginTier(log: SharedLog, stepNames: readonly string[]): number {
  let tier_index = 0;
  append(log, ({ outliner: { nextTier } }) => {
    tier_index = nextTier;
    return [{ type: "tier_started", tier_index, step_names: [...stepNames] }];
  });
  return tier_index;
}

/** Begins a step: in the last tier that has announced it, or in a tier of its own. */
export function beginStep(log: SharedLog, step: NewStep): void {
  const { name: step_name, zagCommand, promptPreview, recorder } = step;
  append(log, ({ outliner }) => {
    const { tier_index, opening } = placeFor(step_name, outliner);
    const { workflow_name = "", workflow_path = "" } = outliner.started ?? {};
    const started = {
      type: "step_started" as const,
      step_name,
      tier_index,
      zag_session_id: zagSessionId(workflow_name, workflow_path, step_name),
      zag_command: zagCommand,
      model: null,
      prompt_preview: promptPreview,
    };
    return [...opening, { ...started, recorder }];
  });
}

/** Notes that a step is not run: of the last tier that has announced it, or of a tier of its own. */
export function skipStep(log: SharedLog, step_name: string, reason: string): void {
  append(log, ({ outliner }) => {
    const { opening } = placeFor(step_name, outliner);
    return [...opening, { type: "step_skipped", step_name, reason }];
  });
}

/** Adds an event as it is. */
export function addEvent(log: SharedLog, kind: SessionEventKind): void {
  append(log, () => [kind]);
}

/** The last events of a session, and how it ends. Throws RunningStepsError too, unless `force` is set. */
export function endSession(log: SharedLog, request: EndRequest): SessionStatus {
  const { status, force, durationMs, extra } = request;
  let result: SessionStatus = "success";
  const ringPaths: string[] = [];
  append(log, ({ outliner, lastSeq }) => {
    const nowMs = Date.now();
    // A step releases its lock after having written its end, which it cannot do while we hold the log's.
    const held = new Set(heldLiveNumbers(log.logPath));
    // Who ends the session runs no step of it: one with our number is of a process that died and had our id, as all have in
    // containers.
    held.delete(log.recorder);
    const { steps, started } = outliner.finish({ live: true, nowMs, held });
    const running = steps.filter((step) => step.status === "running");
    if (running.length > 0 && !force) {
      throw new RunningStepsError(running.map(({ step_name }) => step_name));
    }
    const open = outliner.openSteps({ live: true, held });
    result = status ?? (running.length > 0 || steps.some(isFailure) ? "failure" : "success");
    const duration_ms = durationMs ??
      (Math.max(0, nowMs - Date.parse(started?.ts ?? "")) || 0);
    const kinds: SessionEventKind[] = [];
    let { omitted } = outliner;
    for (const step of open) {
      if (step.status !== "dead") {
        kinds.push(failureOf(step, CUT_OFF));
        continue;
      }
      const place = { ts: step.last_ts, seq: lastSeq + kinds.length + 1 };
      const end = endOfDeadStep(log.logPath, step, RECORDER_DIED, place);
      for (const { kind } of end.events) kinds.push(kind);
      ringPaths.push(...end.ringPaths);
      omitted = sumOf(omitted, end.omitted);
    }
    const ended = { type: "zig_session_ended" as const, status: result, duration_ms };
    const sums = { ...omittedFields(omitted), ...redactFields(steps) };
    return [...kinds, { ...ended, ...extra, ...sums }];
  });
  for (const path of ringPaths) fs.rmSync(path, { force: true });
  return result;
}

/** Steps of a session still run that is to be ended. */
export class RunningStepsError extends Error {
  override readonly name = "RunningStepsError";
  constructor(readonly stepNames: readonly string[]) {
    const [steps, run] = stepNames.length === 1 ? ["A step", "runs"] : ["Steps", "run"];
    super(
      `${steps} of the session still ${run}: ${
        stepNames.join(", ")
      }. Wait for it, or end the session nevertheless with --force.`,
    );
  }
}

/** What is read before the lock is taken is brought up to date under it. */
function append(
  log: SharedLog,
  decide: (structure: SessionStructure) => readonly SessionEventKind[],
): void {
  using structure = new StructureReader(log.logPath);
  structure.readOn();
  // All others wait now: reading on passes over what they have put out meanwhile, which the log itself would parse.
  log.appendAfter(Infinity, () => {
    structure.readOn();
    const { outliner } = structure;
    if (outliner.ended) throw new ClosedSessionError(log.sessionId, outliner.ended.ts);
    return decide(structure);
  });
}

/** How many secrets were masked in all steps, as their recorders say: an extra field of ours. */
function redactFields(steps: readonly OutlinedStep[]): ExtraFields {
  const redact = steps.reduce((sum, { redactions }) => sum + redactions, 0);
  return redact > 0 ? { redact } : {};
}

function placeFor(
  stepName: string,
  outliner: SessionOutliner,
): { readonly tier_index: number; readonly opening: readonly SessionEventKind[] } {
  const awaiting = outliner.tierAwaiting(stepName);
  if (awaiting !== undefined) return { tier_index: awaiting, opening: [] };
  const tier_index = outliner.nextTier;
  return { tier_index, opening: [{ type: "tier_started", tier_index, step_names: [stepName] }] };
}

function isFailure({ status, failure_allowed }: OutlinedStep): boolean {
  return status === "dead" || (status === "failed" && !failure_allowed);
}
