import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { comparableName, hasName } from "../../session/lookup/session_command.ts";
import { LivenessProbe } from "../../session/lifecycle/liveness.ts";
import { type SessionState, sessionState } from "../../session/lifecycle/session_state.ts";

/** A session that is over. */
export interface Run {
  readonly entry: SessionEntry;
  readonly state: Extract<SessionState, "completed" | "failed" | "dead">;
  /** Null for a dead one, whose command may have gone on, and where nothing tells. */
  readonly durationMs: number | null;
}

/** The sessions of one workflow of one project. */
export interface WorkflowRuns {
  readonly workflowName: string;
  /** Newest first. */
  readonly runs: readonly Run[];
  /** How many have not ended, and are left out. */
  readonly running: number;
}

/** Which sessions are looked at. Moments are epoch milliseconds, and mean when a session began. */
export interface RunFilter {
  /** A name, or the first words of one. */
  readonly workflow?: string | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** Of each workflow no more than this many runs. */
  readonly newest?: number | undefined;
}

/** How long an ended session took, in milliseconds. */
export type DurationOf = (entry: SessionEntry, state: SessionState) => number | null;

/**
 * Sorts sessions, given newest first, by what they ran, and with the global index by project too; the workflow that ran last
 * comes first. Only a session that its index does not know to have ended is looked up in its log.
 */
export function workflowRuns(
  sessions: readonly SessionEntry[],
  { workflow, sinceMs = -Infinity, untilMs = Infinity, newest = Infinity }: RunFilter,
  durationOf: DurationOf,
): WorkflowRuns[] {
  const probe = new LivenessProbe();
  const groups = new Map<string, { workflowName: string; runs: Run[]; running: number }>();
  for (const entry of sessions) {
    if (workflow !== undefined && !hasName(entry, workflow)) continue;
    if (!startedBetween(entry, sinceMs, untilMs)) continue;
    const key = workflow === undefined ? keyOf(entry) : comparableName(entry);
    let group = groups.get(key);
    if (!group) {
      groups.set(key, group = { workflowName: entry.workflow_name, runs: [], running: 0 });
    }
    if (group.runs.length >= newest) continue;
    const { log_path, status } = entry;
    const state = sessionState(log_path, status, status ? "unknown" : probe.of(log_path));
    if (state === "running" || state === "idle") group.running++;
    else {
      const durationMs = state === "dead" ? null : durationOf(entry, state);
      group.runs.push({ entry, state, durationMs });
    }
  }
  return [...groups.values()];
}

function keyOf(entry: SessionEntry): string {
  const name = comparableName(entry);
  return "project" in entry ? `${entry.project}\n${name}` : name;
}

/** A session whose beginning cannot be read is in no period, but in all of them together. */
function startedBetween({ started_at }: SessionEntry, sinceMs: number, untilMs: number): boolean {
  if (sinceMs === -Infinity && untilMs === Infinity) return true;
  const startedMs = Date.parse(started_at);
  return startedMs >= sinceMs && startedMs < untilMs;
}
