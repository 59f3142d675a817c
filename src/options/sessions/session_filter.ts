import { LivenessProbe } from "../../session/lifecycle/liveness.ts";
import { type SessionEntry, type SessionState, sessionState } from "../../session/mod.ts";
import { hasName } from "../../session/lookup/session_command.ts";
import { UsageError } from "../errors.ts";
import { parseMoment } from "../values/parse_moment.ts";

/** The options that choose among the sessions of a scope. */
export interface FilterOptions {
  status: readonly SessionState[];
  workflow: string;
  since: number;
  until: number;
  failed: boolean;
  active: boolean;
}

/** How {@link FilterOptions} are given. */
export const FILTER_OPTIONS = [
  {
    flags: "--status <state,…>",
    summary: "only these: running, idle, completed, failed, crashed",
    parse: parseStates,
  },
  {
    flags: "--workflow <name>",
    summary: "only those with this name, or whose name begins with these words",
  },
  {
    flags: "--since <time>",
    summary: "only those that were started since then: 2d, 2026-11-22, 2026-11-22T10:00",
    parse: parseTime,
  },
  {
    flags: "--until <time>",
    summary: "only those that were started before then",
    parse: parseTime,
  },
  { flags: "--failed", summary: "only those that failed or crashed" },
  { flags: "--active", summary: "only those that are running or idle" },
] as const;

/** A session and what it is doing. */
export interface SessionWithState {
  readonly entry: SessionEntry;
  readonly state: SessionState;
}

/**
 * The sessions that options ask for, in their order. Lazily: the state of a session that has no end in the index means a
 * look into its log.
 */
export function* filterSessions(
  sessions: Iterable<SessionEntry>,
  options: Partial<FilterOptions>,
): Generator<SessionWithState> {
  const { workflow, since = -Infinity, until = Infinity } = options;
  const states = wantedStates(options), probe = new LivenessProbe();
  for (const entry of sessions) {
    if (workflow !== undefined && !hasName(entry, workflow)) continue;
    const startedMs = Date.parse(entry.started_at);
    if (startedMs < since || startedMs >= until) continue;
    const liveness = entry.status ? "unknown" : probe.of(entry.log_path);
    const state = sessionState(entry.log_path, entry.status, liveness);
    if (states.has(state)) yield { entry, state };
  }
}

/** Whether any of the options leaves sessions out. */
export function isFiltering(options: Partial<FilterOptions>): boolean {
  const { status, workflow, since, until, failed, active } = options;
  return [status, workflow, since, until, failed, active].some((value) => value !== undefined);
}

const STATES: readonly SessionState[] = ["running", "idle", "completed", "failed", "dead"];

function wantedStates({ status, failed, active }: Partial<FilterOptions>): Set<SessionState> {
  const given = [status !== undefined, failed, active].filter(Boolean).length;
  if (given > 1) throw new UsageError("--status, --failed and --active exclude each other.");
  if (failed) return new Set(["failed", "dead"]);
  if (active) return new Set(["running", "idle"]);
  return new Set(status ?? STATES);
}

function parseStates(text: string): SessionState[] {
  return text.split(",").map((word) => {
    const state = word === "crashed" ? "dead" : STATES.find((known) => known === word);
    if (state) return state;
    throw new UsageError(`--status must be one of ${STATES.join(", ")}, not "${word}".`);
  });
}

function parseTime(text: string): number {
  return parseMoment(text, Date.now());
}
