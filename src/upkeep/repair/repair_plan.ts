import fs from "node:fs";
import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { openMarkOf } from "../../session/writing/open_mark.ts";
import { missingEnd, type MissingEvent, missingFailures, missingStart } from "./repair_events.ts";
import type { SessionLogIndexEntry } from "../../session/index/session_index.ts";
import { scanWithHolders } from "../verify/verify_holders.ts";
import type { LogPhase } from "../verify/verify_phase.ts";
import type { LogScan } from "../verify/verify_scan.ts";
import { shortText } from "../verify/verify_finding.ts";
import type { SessionPlaceOnDisk } from "../verify/verify_targets.ts";

/** What is to become of a log. */
export interface LogPlan {
  readonly sessionId: string;
  readonly scan: LogScan;
  readonly start: MissingEvent | undefined;
  /** What is added behind the last event. */
  readonly end: readonly MissingEvent[];
  /** The files beside the log whose lines are among them. */
  readonly ringPaths: readonly string[];
  /** Whether the session waits for its next step, and so gets no end. */
  readonly goesOn: boolean;
  readonly setAside: readonly SetAside[];
  /** Whether anything changes. */
  readonly changes: boolean;
  /** What the indexes are to say when it is done. */
  readonly entry: SessionLogIndexEntry;
}

/** Bytes that do not stay in a log; the names are those of `--json` and stay. */
export interface SetAside {
  offset: number;
  bytes: number;
  /** `.torn` or `.bad`: the ending of the file that they go to. */
  file: ".torn" | ".bad";
  why: string;
  /** Their beginning. */
  text: string;
}

const EXCERPT_BYTES = 200;
const WHY: Readonly<Record<string, string>> = {
  torn_tail: "torn",
  wrong_id: "of another session",
  behind_end: "behind the end",
};

/** What repair would do with an open log that nobody records; undefined for one without a whole event of its session. */
export function planLog(
  descriptor: number,
  place: SessionPlaceOnDisk,
  known: SessionEntry | undefined,
  phase: LogPhase,
): LogPlan | undefined {
  const { zig_session_id: sessionId, log_path, storage } = place;
  const { scan, held } = scanWithHolders(descriptor, place, phase), { check } = scan;
  if (!check.first) return undefined;
  const start = missingStart(check, known, storage);
  const started = start?.kind ?? check.first;
  // A mark that does not stay keeps no session open.
  const goesOn = phase !== "over" && !check.ended && openMarkOf(started) !== undefined;
  const logEnd = { logPath: log_path, seq: check.events + (start ? 2 : 1) };
  const { events: end, ringPaths } = goesOn
    ? missingFailures(check, held, logEnd)
    : missingEnd(check, known, start?.ts ?? check.first.ts, logEnd);
  const last = end.at(-1);
  const ending = last?.kind ?? check.ended;
  return {
    sessionId,
    scan,
    start,
    end,
    ringPaths,
    goesOn,
    setAside: setAsideOf(descriptor, scan),
    changes: check.findings.kept.length > 0 || end.length > 0,
    entry: {
      zig_session_id: sessionId,
      workflow_name: "workflow_name" in started ? started.workflow_name : "",
      workflow_path: "workflow_path" in started ? started.workflow_path : "",
      log_path,
      started_at: start?.ts ?? check.first.ts,
      ended_at: goesOn ? null : last?.ts ?? check.ended?.ts ?? null,
      status: ending?.type === "zig_session_ended" ? ending.status : null,
      workspace_path: ("workspace_path" in started ? started.workspace_path : null) ?? storage,
    },
  };
}

function setAsideOf(descriptor: number, { check }: LogScan): SetAside[] {
  return check.findings.kept.flatMap((finding): SetAside[] => {
    if (!("bytes" in finding)) return [];
    const { kind, offset, bytes } = finding;
    const file = kind === "torn_tail" ? ".torn" : ".bad";
    const why = WHY[kind] ?? (kind === "bad_line" ? finding.reason : "");
    return [{ offset, bytes, file, why, text: excerpt(descriptor, offset, bytes) }];
  });
}

function excerpt(descriptor: number, offset: number, bytes: number): string {
  const buffer = Buffer.alloc(Math.min(bytes, EXCERPT_BYTES));
  const count = fs.readSync(descriptor, buffer, 0, buffer.length, offset);
  const text = buffer.subarray(0, count).toString().replace(/\n$/, "");
  return bytes > EXCERPT_BYTES ? `${shortText(text)}…` : shortText(text);
}
