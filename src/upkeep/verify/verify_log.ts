import fs from "node:fs";
import { codeOf, reasonOf } from "../../storage/errors.ts";
import { openPrivateFile } from "../../storage/private/open_private.ts";
import type { LivenessProbe } from "../../session/lifecycle/liveness.ts";
import { type SessionState, sessionState } from "../../session/lifecycle/session_state.ts";
import { BoundedList, type SessionFinding, type SessionNote, shortText } from "./verify_finding.ts";
import { type HeldLogScan, scanWithHolders } from "./verify_holders.ts";
import { isTakenUp, type LogPhase, phaseOf } from "./verify_phase.ts";
import type { LogScan } from "./verify_scan.ts";
import type { SessionPlaceOnDisk } from "./verify_targets.ts";

/** What a log says by itself, without its indexes. */
export interface VerifiedLog {
  /** Null where there is no log. */
  readonly state: SessionState | null;
  /** While somebody records it, its indexes and its last line may be about to change. */
  readonly phase: LogPhase;
  /** Undefined for what cannot be read as a log. */
  readonly scan: LogScan | undefined;
  readonly findings: BoundedList<SessionFinding>;
  readonly notes: BoundedList<SessionNote>;
}

/** Reads a log once, in bounded memory, and says what is wrong with it. Never throws for what stands in its place. */
export function verifyLog(place: SessionPlaceOnDisk, probe: LivenessProbe): VerifiedLog {
  const { log_path } = place;
  const obstacle = obstacleAt(log_path);
  if (obstacle) return withoutLog(obstacle);
  let phase: LogPhase, found: HeldLogScan;
  try {
    // Before the log is read: who ends between the two looks has written the end by then.
    phase = phaseOf(place, probe.of(log_path));
    const descriptor = openPrivateFile(log_path, "read");
    try {
      found = scanWithHolders(descriptor, place, phase);
      const { size } = found.scan;
      if (phase === "waiting" && isTakenUp(place, descriptor, size)) phase = "recorded";
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    return withoutLog({ kind: "unreadable", reason: reasonOf(error) });
  }
  const { scan } = found, { check } = scan;
  const findings = phase === "recorded" && !check.ended
    ? withoutTornTail(check.findings)
    : check.findings;
  if (!check.ended) { for (const death of deaths(found, phase)) findings.add(death); }
  return { state: stateOf(log_path, scan, phase), phase, scan, findings, notes: check.notes };
}

/** What stands where a log should be, when it is no regular file; undefined for one. */
export function obstacleAt(
  logPath: string,
): Extract<SessionFinding, { kind: "log_missing" | "not_a_file" | "unreadable" }> | undefined {
  try {
    const stats = fs.lstatSync(logPath);
    if (stats.isFile()) return undefined;
    const found = stats.isDirectory()
      ? "folder"
      : stats.isSymbolicLink()
      ? "symbolic link"
      : "device or pipe";
    return { kind: "not_a_file", found };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { kind: "log_missing", indexes: [] };
    return { kind: "unreadable", reason: reasonOf(error) };
  }
}

/** Of a session that is dead, its steps need no mention. */
function deaths({ scan: { check }, held }: HeldLogScan, phase: LogPhase): SessionFinding[] {
  if (phase === "over") {
    return [check.last ? { kind: "dead", last_event_at: check.last.ts } : { kind: "no_event" }];
  }
  return check.outliner.openSteps({ live: true, held }).flatMap((step): SessionFinding[] => {
    const { step_name, attempt, recorder, status, last_ts: last_event_at } = step;
    if (status !== "dead" || recorder === undefined) return [];
    return [{
      kind: "dead_step",
      step_name: shortText(step_name),
      attempt,
      recorder,
      last_event_at,
    }];
  });
}

function stateOf(logPath: string, { check }: LogScan, phase: LogPhase): SessionState {
  if (check.ended) return check.ended.status === "success" ? "completed" : "failed";
  if (phase === "over") return "dead";
  return phase === "waiting" || sessionState(logPath, null) === "idle" ? "idle" : "running";
}

/** Of a session that is recorded it is an event that is being written, and if not, the next append mends it. */
function withoutTornTail(all: BoundedList<SessionFinding>): BoundedList<SessionFinding> {
  const findings = new BoundedList<SessionFinding>();
  for (const finding of all.kept) if (finding.kind !== "torn_tail") findings.add(finding);
  findings.omitted = all.omitted;
  return findings;
}

function withoutLog(finding: SessionFinding): VerifiedLog {
  const findings = new BoundedList<SessionFinding>();
  if (finding.kind !== "log_missing") findings.add(finding);
  return { state: null, phase: "over", scan: undefined, findings, notes: new BoundedList() };
}
