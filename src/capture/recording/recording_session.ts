import process from "node:process";
import { ClosedSessionError, NotFoundError } from "../../session/errors.ts";
import { SessionCoordinator } from "../../session/lifecycle/session_coordinator.ts";
import { SessionWriter } from "../../session/writing/session_writer.ts";
import { findSharedLog, type SessionName } from "../../session/workflow/find_shared_log.ts";
import { zigHome } from "../../session/paths.ts";
import { outerSessionFields } from "../../session/workflow/outer_session.ts";
import { zagSessionId } from "../../session/workflow/zag_session_id.ts";
import { beginStep } from "../../session/workflow/workflow_events.ts";
import { StorageError } from "../../storage/errors.ts";
import { FreeSpace } from "./free_space.ts";
import type { OutputLimits } from "../limit_options.ts";

/** Which session a command is recorded in. */
export interface SessionPlan {
  /** The session to which it is added as a step; undefined for one of its own. */
  readonly join: SessionName | undefined;
  /** Without the session that is named, nothing is recorded, because the command is not run then. */
  readonly strict: boolean;
  /** What one of its own is called. */
  readonly workflow: string;
  readonly workflowPath: string;
  readonly prompt: string | null;
  /** The current folder as the log is to show it. */
  readonly shownCwd: (cwd: string) => string;
  readonly step: string;
  /** The command line as it is shown. */
  readonly preview: string;
  readonly heartbeatSecs: number;
  readonly limits: OutputLimits;
  /** Hears of what goes wrong without keeping the command from being recorded. */
  readonly onFault: (error: Error) => void;
}

/** A session in which the step of a command has begun. */
export interface RecordingSession {
  readonly coordinator: SessionCoordinator;
  /** Why it is not the session that was named. */
  readonly detour: string | undefined;
}

/**
 * Begins a command's step: in the session that is named, or in one of its own, also when that one is over or unknown,
 * since a variable that is left over must not break a build. Throws StorageError.
 */
export function beginRecording(plan: SessionPlan): RecordingSession {
  if (plan.join === undefined) return { coordinator: beginOwn(plan, true), detour: undefined };
  try {
    return { coordinator: joinSession(plan.join, plan), detour: undefined };
  } catch (error) {
    const isUnknown = error instanceof ClosedSessionError || error instanceof NotFoundError;
    if (plan.strict || !isUnknown) throw error;
    return { coordinator: beginOwn(plan, false), detour: error.message };
  }
}

function beginOwn(plan: SessionPlan, isAsked: boolean): SessionCoordinator {
  const { workflow, workflowPath, step } = plan;
  const fault = diskFault(plan.limits);
  if (fault) throw fault;
  const writer = SessionWriter.create({
    workflow_name: workflow,
    workflow_path: workflowPath,
    prompt: plan.prompt,
    shownCwd: plan.shownCwd,
    tier_count: 1,
    onIndexError: plan.onFault,
    indexLater: true,
    extra: isAsked ? outerSessionFields(process.env) : {},
  });
  const coordinator = takeCharge(writer, plan), { recorder } = writer;
  // What cannot be entered in an index has to be known before the command starts.
  if (plan.strict) writer.tryRegister();
  registerSoon(writer);
  try {
    writer.tierStarted(0, [step]);
    writer.stepStarted(
      step,
      0,
      zagSessionId(workflow, workflowPath, step),
      "exec",
      null,
      plan.preview,
      {
        recorder,
      },
    );
  } catch (error) {
    // A full disk may be free again before the command ends: the session goes on with what can be written.
    if (!(error instanceof StorageError)) throw error;
    plan.onFault(error);
  }
  return coordinator;
}

/** Until then, most commands have ended; and an index that others hold is tried again. */
const REGISTER_DELAY_MS = 100;

/** Enters a session in the indexes while its command runs, which does not wait for them. */
function registerSoon(writer: SessionWriter): void {
  const timer = setTimeout(() => {
    if (!writer.tryRegister()) registerSoon(writer);
  }, REGISTER_DELAY_MS);
  timer.unref();
}

function diskFault({ minFreeBytes }: OutputLimits): StorageError | undefined {
  const home = zigHome(), space = new FreeSpace(home, minFreeBytes);
  if (space.room() > 0) return undefined;
  return new StorageError(
    `Could not record in "${home}"`,
    "the disk is nearly full",
    space.shortage,
  );
}

function joinSession(name: SessionName, plan: SessionPlan): SessionCoordinator {
  const writer = SessionWriter.join(findSharedLog(name), { onIndexError: plan.onFault });
  // It is begun all the same: that is little, and how it ends counts in the session.
  const fault = diskFault(plan.limits);
  if (fault) plan.onFault(fault);
  try {
    beginStep(writer, {
      name: plan.step,
      zagCommand: "exec",
      promptPreview: plan.preview,
      recorder: writer.recorder,
    });
  } catch (error) {
    writer.close();
    throw error;
  }
  return takeCharge(writer, plan);
}

// A thread that starts while the program itself still does has made Bun 1.4.5 die of a segmentation fault, once in some
// hundred times: both then call the C library for the first time.
const HEARTBEAT_DELAY_MS = 200;

function takeCharge(writer: SessionWriter, { heartbeatSecs, onFault }: SessionPlan) {
  return SessionCoordinator.start(writer, {
    heartbeatSecs,
    heartbeatDelayMs: HEARTBEAT_DELAY_MS,
    ownSignals: false,
    onHeartbeatError: (error) => onFault(new Error(`The heartbeat failed: ${error.message}`)),
  });
}
