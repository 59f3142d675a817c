import fs from "node:fs";
import { codeOf, reasonOf } from "../../storage/errors.ts";
import type { Liveness, LivenessProbe } from "../liveness.ts";
import { type SessionState, sessionState } from "../session_state.ts";
import { BoundedList, type SessionFinding, type SessionNote } from "./verify_finding.ts";
import { type LogScan, scanLog } from "./verify_scan.ts";
import type { SessionPlaceOnDisk } from "./verify_targets.ts";

/** What a log says by itself, without its indexes. */
export interface VerifiedLog {
  /** Null where there is no log. */
  readonly state: SessionState | null;
  /** Whether somebody records it now, so that its indexes and its last line may be about to change. */
  readonly live: boolean;
  /** Undefined for what cannot be read as a log. */
  readonly scan: LogScan | undefined;
  readonly findings: BoundedList<SessionFinding>;
  readonly notes: BoundedList<SessionNote>;
}

/** Reads a log once, in bounded memory, and says what is wrong with it. Never throws for what stands in its place. */
export function verifyLog(place: SessionPlaceOnDisk, probe: LivenessProbe): VerifiedLog {
  const { log_path, zig_session_id } = place;
  const obstacle = obstacleAt(log_path);
  if (obstacle) return withoutLog(obstacle);
  // Before the log is read: who ends between the two looks has written the end by then.
  const live = isLive(place, probe.of(log_path));
  let scan: LogScan;
  try {
    const descriptor = fs.openSync(log_path, "r");
    try {
      scan = scanLog(descriptor, fs.fstatSync(descriptor).size, zig_session_id);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    return withoutLog({ kind: "unreadable", reason: reasonOf(error) });
  }
  const { check } = scan;
  const findings = live && !check.ended ? withoutTornTail(check.findings) : check.findings;
  if (!live && !check.ended) {
    findings.add(
      check.last ? { kind: "dead", last_event_at: check.last.ts } : { kind: "no_event" },
    );
  }
  return { state: stateOf(log_path, scan, live), live, scan, findings, notes: check.notes };
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

/** Whether a session is being recorded, or waits for its next step, by its log and what its locks say. */
export function isLive(
  { log_path: logPath, status }: SessionPlaceOnDisk,
  liveness: Liveness,
): boolean {
  // A recorder holds its lock before it writes the first event, and until it has stamped the indexes.
  if (liveness === "alive") return true;
  const state = sessionState(logPath, status, liveness);
  return state === "running" || state === "idle";
}

function stateOf(logPath: string, { check }: LogScan, live: boolean): SessionState {
  if (check.ended) return check.ended.status === "success" ? "completed" : "failed";
  if (!live) return "dead";
  return sessionState(logPath, null) === "idle" ? "idle" : "running";
}

/** Of a live session it is an event that is being written, and if not, the next append mends it. */
function withoutTornTail(all: BoundedList<SessionFinding>): BoundedList<SessionFinding> {
  const findings = new BoundedList<SessionFinding>();
  for (const finding of all.kept) if (finding.kind !== "torn_tail") findings.add(finding);
  findings.omitted = all.omitted;
  return findings;
}

function withoutLog(finding: SessionFinding): VerifiedLog {
  const findings = new BoundedList<SessionFinding>();
  if (finding.kind !== "log_missing") findings.add(finding);
  return { state: null, live: false, scan: undefined, findings, notes: new BoundedList() };
}
