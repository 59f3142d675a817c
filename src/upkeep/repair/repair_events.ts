import { encodeEvent } from "../../session/writing/encode_event.ts";
import type { SessionEventKind, SessionLogEvent } from "../../session/event.ts";
import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import type { OpenStep } from "../../session/writing/open_step.ts";
import { type Omitted, sumOf } from "../../session/ring/held_lines.ts";
import { omittedFields } from "../../session/ring/omitted.ts";
import { endOfDeadStep } from "../../session/ring/dead_step_end.ts";
import type { LogCheck } from "../verify/verify_lines.ts";
import { RECORDER_DIED } from "../../session/workflow/workflow_events.ts";

/** An event that repair writes, without its `seq`. */
export interface MissingEvent {
  readonly ts: string;
  readonly kind: SessionEventKind;
}

/** What repair writes behind the last event of a log. */
export interface MissingEvents {
  readonly events: readonly MissingEvent[];
  /** What is missing of the output of the steps that they end. */
  readonly omitted: Omitted;
  /** The files whose lines are among them. */
  readonly ringPaths: readonly string[];
}

/** The log, and the number of the first event that is added behind its last. */
export interface LogEnd {
  readonly logPath: string;
  readonly seq: number;
}

const END_LOST = "the end of the log was lost";
const UNKNOWN = "unknown";
const HEAD_BYTES = 64, HEAD = /^(\s*\{\s*"seq"\s*:\s*)\d+(?=\s*,)/;
const OUR_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00$/;

/**
 * The start of a session whose log has lost it: what a later start in the log says, else what an index says of the session,
 * else that nothing is known. Undefined where the log begins with its start.
 */
export function missingStart(
  { first, outliner: { started, nextTier } }: LogCheck,
  known: SessionEntry | undefined,
  storage: string,
): MissingEvent | undefined {
  if (!first || first.type === "zig_session_started") return undefined;
  const ts = known && isTime(known.started_at) && known.started_at < first.ts
    ? known.started_at
    : first.ts;
  if (started) {
    const { seq: _seq, ts: _ts, zig_session_id: _id, ...kind } = started;
    return { ts, kind };
  }
  return {
    ts,
    kind: {
      type: "zig_session_started",
      workflow_name: known?.workflow_name ?? UNKNOWN,
      workflow_path: known && "workflow_path" in known ? known.workflow_path : UNKNOWN,
      workspace_path: storage,
      cwd: null,
      prompt: null,
      tier_count: nextTier,
    },
  };
}

/**
 * The end of a session whose log has none, with a failure of each step that still ran: of a recorder that died, at its last
 * sign of life. A session that an index knows to have ended did so with that status, and then it is the log that was cut.
 */
export function missingEnd(
  check: LogCheck,
  known: SessionEntry | undefined,
  startTs: string,
  logEnd: LogEnd,
): MissingEvents {
  const { last, ended, outliner } = check;
  if (ended || !last) return NOTHING;
  const knownEnd = known?.status && known.ended_at && isTime(known.ended_at)
    ? { status: known.status, ts: known.ended_at }
    : undefined;
  const lastTs = knownEnd && knownEnd.ts > last.ts ? knownEnd.ts : last.ts;
  const status = knownEnd?.status ?? "failure";
  const error = knownEnd ? END_LOST : RECORDER_DIED;
  // What became of the steps of a success is not known, but it was no failure.
  const open = status === "success" ? [] : outliner.openSteps({ live: false, held: new Set() });
  const failures = failuresOf(open, error, lastTs, logEnd);
  const ts = failures.events.at(-1)?.ts ?? lastTs;
  const duration_ms = Math.max(0, Math.floor(Date.parse(ts) - Date.parse(startTs))) || 0;
  const omitted = omittedFields(sumOf(outliner.omitted, failures.omitted));
  const kind = { type: "zig_session_ended" as const, status, duration_ms, ...omitted };
  return { ...failures, events: [...failures.events, { ts, kind }] };
}

/**
 * A failure of each step of an open session whose recorder died; the session goes on. Not of now: a session does not get
 * older by being mended.
 */
export function missingFailures(
  { last, ended, outliner }: LogCheck,
  held: ReadonlySet<number>,
  logEnd: LogEnd,
): MissingEvents {
  if (ended || !last) return NOTHING;
  const dead = outliner.openSteps({ live: true, held }).filter(({ status }) => status === "dead");
  return failuresOf(dead, RECORDER_DIED, last.ts, logEnd);
}

const NOTHING: MissingEvents = { events: [], omitted: { lines: 0, bytes: 0 }, ringPaths: [] };

function failuresOf(
  steps: readonly OpenStep[],
  error: string,
  lastTs: string,
  { logPath, seq }: LogEnd,
): MissingEvents {
  const events: MissingEvent[] = [], ringPaths: string[] = [];
  let ts = lastTs, { omitted } = NOTHING;
  for (const step of steps) {
    const end = endOfDeadStep(logPath, step, error, { ts, seq: seq + events.length });
    for (const event of end.events) events.push(event);
    ringPaths.push(...end.ringPaths);
    omitted = sumOf(omitted, end.omitted);
    ts = end.events.at(-1)?.ts ?? ts;
  }
  return { events, omitted, ringPaths };
}

/** A missing event as its line, with its newline. */
export function lineOf({ ts, kind }: MissingEvent, seq: number, zig_session_id: string): Buffer {
  return Buffer.from(encodeEvent({ seq, ts, zig_session_id }, kind));
}

/** An event's line with another `seq`, every other byte as it was where that can be, and without a newline. */
export function renumbered(content: Buffer, event: SessionLogEvent, seq: number): Buffer {
  const [all = "", head = ""] = HEAD.exec(content.subarray(0, HEAD_BYTES).toString("latin1")) ?? [];
  const rest = content.subarray(all.length);
  // A second "seq" would still be the one that counts.
  if (all && !rest.includes(`"seq"`)) return Buffer.concat([Buffer.from(`${head}${seq}`), rest]);
  const { ts, zig_session_id, seq: _seq, ...kind } = event;
  return Buffer.from(encodeEvent({ seq, ts, zig_session_id }, kind).slice(0, -1));
}

function isTime(text: string): boolean {
  return OUR_TIME.test(text) && !Number.isNaN(Date.parse(text));
}
