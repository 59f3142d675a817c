import fs from "node:fs";
import { LivenessProbe } from "../../session/lifecycle/liveness.ts";
import type { SessionState } from "../../session/lifecycle/session_state.ts";
import type { SessionScope } from "../../session/lookup/list_sessions.ts";
import { zigHome } from "../../session/paths.ts";
import type { IndexFinding, IndexName, SessionFinding, SessionNote } from "./verify_finding.ts";
import {
  compareWithIndex,
  type IndexView,
  viewGlobalIndex,
  viewProjectIndex,
} from "./verify_index.ts";
import { findLeftovers, type Leftover } from "./verify_leftovers.ts";
import { obstacleAt, type VerifiedLog, verifyLog } from "./verify_log.ts";
import { placesInScope, projectsInScope, type SessionPlaceOnDisk } from "./verify_targets.ts";

/** The verdict on one session; its names are those of `--json` and stay. */
export interface SessionVerdict {
  zig_session_id: string;
  log_path: string;
  /** Null where there is no log. */
  state: SessionState | null;
  intact: boolean;
  /** Whole events of this session. */
  events: number;
  bytes: number;
  findings: SessionFinding[];
  /** How many more there are, in a log with more than 100. */
  omitted_findings: number;
  notes: SessionNote[];
  omitted_notes: number;
  /** When `repair` can mend it: `later` while it is recorded, `never` where it finds nothing of a log; null if intact. */
  repair: "now" | "later" | "never" | null;
}

/** The verdict on one index. Of logs and entries, those are counted that the verification is about. */
export interface IndexVerdict {
  index: IndexName;
  path: string;
  entries: number;
  logs: number;
  findings: IndexFinding[];
}

/** What `verify` found. */
export interface Verification {
  intact: boolean;
  sessions: SessionVerdict[];
  indexes: IndexVerdict[];
  leftovers: Leftover[];
}

interface Verified {
  readonly place: SessionPlaceOnDisk;
  readonly log: VerifiedLog;
}

/** Verifies one session and what its two indexes say of it. Throws StorageError. */
export function verifySession(place: SessionPlaceOnDisk, home: string = zigHome()): Verification {
  return verify([place], [place.storage], home, []);
}

/** Verifies every session of a scope, its indexes, and that they and the logs are the same sessions. Throws StorageError. */
export function verifyAll(scope: SessionScope): Verification {
  const storages = projectsInScope(scope).map(({ storage }) => storage);
  return verify(placesInScope(scope), storages, scope.home ?? zigHome(), findLeftovers(scope));
}

function verify(
  places: readonly SessionPlaceOnDisk[],
  storages: readonly string[],
  home: string,
  leftovers: Leftover[],
): Verification {
  const probe = new LivenessProbe();
  const verified = places.map((place) => ({ place, log: verifyLog(place, probe) }));
  // After the logs: what ended while they were read has stamped its indexes by now, or still shows as live.
  const projects = new Map(storages.map((storage) => [storage, viewProjectIndex(storage)]));
  const global = viewGlobalIndex(home);
  const sessions = verified.flatMap((each) => verdictOn(each, projects, global));
  const byStorage = Map.groupBy(verified, ({ place }) => place.storage);
  const indexes = [...projects].map(([storage, view]) =>
    indexVerdict(view, byStorage.get(storage) ?? [])
  );
  indexes.push(indexVerdict(global, verified));
  const intact = sessions.every((session) => session.intact) &&
    indexes.every(({ findings }) => findings.length === 0);
  const worthTelling = indexes.filter(({ entries, logs, findings }) =>
    entries + logs + findings.length > 0
  );
  return { intact, sessions, indexes: worthTelling, leftovers };
}

/** Nothing for a session that has been removed meanwhile. */
function verdictOn(
  { place, log }: Verified,
  projects: ReadonlyMap<string, IndexView>,
  global: IndexView,
): SessionVerdict[] {
  const { zig_session_id, log_path } = place;
  const project = projects.get(place.storage);
  const views = project ? [project, global] : [global];
  const findings = [...log.findings.kept];
  if (obstacleAt(log_path)?.kind === "log_missing") {
    const named = views.filter(({ entries }) => entries.has(zig_session_id));
    if (named.length === 0) return [];
    findings.push({ kind: "log_missing", indexes: named.map(({ name }) => name) });
  } else if (log.scan?.check.events && isSettled(place, log)) {
    const status = log.scan.check.ended?.status ?? null;
    findings.push(...views.flatMap((view) => compareWithIndex(view, zig_session_id, status)));
  }
  return [{
    zig_session_id,
    log_path,
    state: log.state,
    intact: findings.length === 0,
    events: log.scan?.check.events ?? 0,
    bytes: log.scan?.size ?? 0,
    findings,
    omitted_findings: log.findings.omitted,
    notes: log.notes.kept,
    omitted_notes: log.notes.omitted,
    repair: findings.length === 0 ? null : repairOf(findings, log),
  }];
}

const NO_LOG: readonly SessionFinding["kind"][] = ["no_event", "not_a_file", "unreadable"];

function repairOf(findings: readonly SessionFinding[], { phase, scan }: VerifiedLog) {
  if (findings.some(({ kind }) => NO_LOG.includes(kind))) return "never";
  return scan && phase === "recorded" ? "later" : "now";
}

/** Whether the indexes, which were looked at after the log, must say the same. */
function isSettled({ log_path }: SessionPlaceOnDisk, { phase, scan }: VerifiedLog): boolean {
  if (phase !== "waiting") return phase === "over";
  // Who has ended it since has written to its log first.
  return fs.statSync(log_path, { throwIfNoEntry: false })?.size === scan?.size;
}

function indexVerdict(view: IndexView, verified: readonly Verified[]): IndexVerdict {
  const logs = verified.filter(({ log }) => log.state !== null).length;
  const entries = verified.filter(({ place }) => view.entries.has(place.zig_session_id)).length;
  const { name: index, path } = view;
  return { index, path, entries, logs, findings: [...view.findings] };
}
