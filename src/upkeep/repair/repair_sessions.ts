import { StorageError } from "../../storage/errors.ts";
import { LivenessProbe } from "../../session/lifecycle/liveness.ts";
import type { SessionScope } from "../../session/lookup/list_sessions.ts";
import { zigHome } from "../../session/paths.ts";
import { applyToIndex, type IndexRepair, planIndex, type SessionFact } from "./repair_index.ts";
import { type LogRepair, repairLog } from "./repair_log.ts";
import type { SetAside } from "./repair_plan.ts";
import { type IndexView, viewGlobalIndex, viewProjectIndex } from "../verify/verify_index.ts";
import {
  placesInScope,
  projectsInScope,
  type SessionPlaceOnDisk,
} from "../verify/verify_targets.ts";

/** What repair did to a session, or would do; its names are those of `--json` and stay. */
export interface SessionRepair {
  zig_session_id: string;
  log_path: string;
  outcome: LogRepair["outcome"];
  /** Why it was left alone. */
  reason: string | null;
  /** Whether it was left alone because it is being recorded, which is no fault. */
  live: boolean;
  set_aside: SetAside[];
  /** How much more is set aside, of a log with more than 100 faults. */
  omitted_set_aside: number;
  renumbered_events: number;
  /** Whole events within lines that are set aside: they stay in the log too. */
  rescued_events: number;
  added_start: boolean;
  /** The lines of output that a dead recorder had kept beside its full log, and that get into it. */
  added_lines: number;
  /** The steps that get a failure, because they still ran, or are dead. */
  failed_steps: string[];
  /** Whether it waits for its next step, and so gets no end. */
  goes_on: boolean;
  /** When the session is said to have ended; null where its log says so, or nothing does. */
  added_end: { ts: string; status: "success" | "failure" } | null;
  /** Where the log is as it was; null where it has not been replaced. */
  original: string | null;
}

/** What `repair` did, or without `written` would do. */
export interface Repair {
  written: boolean;
  sessions: SessionRepair[];
  indexes: IndexRepair[];
  /** Why an index could not be put right. */
  errors: string[];
}

/** Mends one session and its entries in both indexes, or only says how. Throws StorageError. */
export function repairSession(
  place: SessionPlaceOnDisk,
  write: boolean,
  home: string = zigHome(),
): Repair {
  return repair([place], [place.storage], home, write);
}

/** Mends every session of a scope and the indexes, or only says how. Throws StorageError. */
export function repairAll(scope: SessionScope, write: boolean): Repair {
  const storages = projectsInScope(scope).map(({ storage }) => storage);
  return repair(placesInScope(scope), storages, scope.home ?? zigHome(), write);
}

function repair(
  places: readonly SessionPlaceOnDisk[],
  storages: readonly string[],
  home: string,
  write: boolean,
): Repair {
  const projects = new Map(storages.map((storage) => [storage, viewProjectIndex(storage)]));
  const global = viewGlobalIndex(home);
  const facts: SessionFact[] = [];
  const probe = new LivenessProbe();
  const sessions = places.map((place) => {
    const known = knownOf(place, projects.get(place.storage), global);
    const log = attempt(() => repairLog(place, known, write, probe), places.length > 1);
    const { zig_session_id, log_path, storage } = place;
    if (log.outcome === "missing") facts.push({ zig_session_id, log_path, storage, entry: null });
    else if ("plan" in log) {
      facts.push({ zig_session_id, log_path, storage, entry: log.plan.entry });
    }
    return sessionRepair(place, log);
  });
  const indexes: IndexRepair[] = [];
  const errors: string[] = [];
  const mend = (view: IndexView, about: readonly SessionFact[]) => {
    const plan = planIndex(view, about);
    if (!plan) return;
    try {
      if (write) applyToIndex(plan, about);
      indexes.push(plan);
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
  };
  const byStorage = Map.groupBy(facts, (fact) => fact.storage);
  for (const [storage, view] of projects) mend(view, byStorage.get(storage) ?? []);
  mend(global, facts);
  return { written: write, sessions, indexes, errors };
}

/** Of many, one that cannot be mended does not keep the others from it. */
function attempt(repair: () => LogRepair, isOneOfMany: boolean): LogRepair {
  try {
    return repair();
  } catch (error) {
    if (!isOneOfMany || !(error instanceof StorageError)) throw error;
    return { outcome: "left_alone", live: false, reason: `${error.attempted}: ${error.obstacle}` };
  }
}

/** The project's index knows more; but one of the two may know of the end alone. */
function knownOf(
  { zig_session_id }: SessionPlaceOnDisk,
  project: IndexView | undefined,
  global: IndexView,
) {
  const inProject = project?.entries.get(zig_session_id);
  const inGlobal = global.entries.get(zig_session_id);
  if (!inProject || inProject.status || !inGlobal?.status) return inProject ?? inGlobal;
  return { ...inProject, status: inGlobal.status, ended_at: inGlobal.ended_at };
}

function sessionRepair(
  { zig_session_id, log_path }: SessionPlaceOnDisk,
  log: LogRepair,
): SessionRepair {
  const plan = log.outcome === "mended" ? log.plan : undefined;
  const check = plan?.scan.check;
  const end = plan?.end.at(-1);
  return {
    zig_session_id,
    log_path,
    outcome: log.outcome,
    reason: log.outcome === "left_alone" ? log.reason : null,
    live: log.outcome === "left_alone" && log.live,
    set_aside: [...plan?.setAside ?? []],
    omitted_set_aside: check?.findings.omitted ?? 0,
    renumbered_events: check?.misnumbered ?? 0,
    rescued_events: check?.rescued ?? 0,
    added_start: plan?.start !== undefined,
    added_lines: plan?.end.filter(({ kind }) => kind.type === "step_output").length ?? 0,
    failed_steps:
      plan?.end.flatMap(({ kind }) => kind.type === "step_failed" ? [kind.step_name] : []) ?? [],
    goes_on: plan?.goesOn ?? false,
    added_end: end?.kind.type === "zig_session_ended"
      ? { ts: end.ts, status: end.kind.status }
      : null,
    original: log.outcome === "mended" ? log.original : null,
  };
}
