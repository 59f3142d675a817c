import fs from "node:fs";
import { reasonOf, StorageError } from "../../storage/errors.ts";
import type { LivenessProbe } from "../../session/lifecycle/liveness.ts";
import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { appendToLog } from "./repair_append.ts";
import { type LogPlan, planLog } from "./repair_plan.ts";
import { rewriteLog } from "./repair_rewrite.ts";
import { hasBeenReplaced, leftAlone, type Untouched, withStoredLog } from "../stored_log.ts";
import { isTakenUp, phaseOf } from "../verify/verify_phase.ts";
import type { SessionPlaceOnDisk } from "../verify/verify_targets.ts";

/** What became of a log: mended or to be mended by a plan, as it should be, not there, or not to be touched, and why. */
export type LogRepair =
  | { readonly outcome: "mended"; readonly plan: LogPlan; readonly original: string | null }
  | { readonly outcome: "in_order"; readonly plan: LogPlan }
  | Untouched;

/**
 * Mends a log under its lock, or with `write` false only says how; what an index knows of the session fills in for what the
 * log has lost. Throws StorageError; then the log is as it was.
 */
export function repairLog(
  place: SessionPlaceOnDisk,
  known: SessionEntry | undefined,
  write: boolean,
  probe: LivenessProbe,
): LogRepair {
  const { log_path } = place;
  return withStoredLog(place, write, (descriptor) => {
    const judged = { ...place, status: known?.status ?? place.status };
    const phase = phaseOf(judged, probe.of(log_path));
    if (phase === "recorded") return leftAlone("it is being recorded", true);
    const plan = attempt(log_path, () => planLog(descriptor, place, known, phase));
    if (!plan) return leftAlone("it holds no whole event of its session");
    if (!plan.changes) return { outcome: "in_order", plan };
    // Looked at anew: the probe's list of the folder may be a little old.
    if (isTakenUp(judged, descriptor, plan.scan.size)) {
      return leftAlone("it is being recorded", true);
    }
    if (!write) return { outcome: "mended", plan, original: null };
    if (hasBeenReplaced(descriptor, log_path)) {
      return leftAlone("another process has just replaced it");
    }
    const original = mend(descriptor, log_path, plan);
    for (const path of plan.ringPaths) fs.rmSync(path, { force: true });
    return { outcome: "mended", plan, original };
  });
}

/** Returns where the original is, of a log that is replaced. */
function mend(descriptor: number, logPath: string, plan: LogPlan): string | null {
  // Who has opened the log and waits for its lock goes on with the same file.
  if (plan.scan.check.findings.kept.length > 0) return rewriteLog(descriptor, logPath, plan);
  appendToLog(logPath, plan);
  return null;
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new StorageError(
      `Could not read the log "${path}"`,
      reasonOf(error),
      "Ask its owner for access",
      {
        cause: error,
      },
    );
  }
}
