import type { SessionEventType } from "../../session/event.ts";

/** Which of the two indexes is meant. */
export type IndexName = "project" | "global";

/** What is wrong with a session. Offsets and lengths are bytes of its log; the names are those of `--json` and stay. */
export type SessionFinding =
  | { kind: "torn_tail"; offset: number; bytes: number; whole_events: number }
  | { kind: "bad_line"; offset: number; bytes: number; reason: string; whole_events: number }
  | { kind: "wrong_id"; offset: number; bytes: number; found: string }
  | { kind: "behind_end"; offset: number; bytes: number }
  | { kind: "no_start"; offset: number; found: SessionEventType }
  | {
    kind: "seq_gap" | "seq_repeat" | "seq_disorder";
    offset: number;
    expected: number;
    found: number;
  }
  | { kind: "dead"; last_event_at: string }
  | {
    kind: "dead_step";
    step_name: string;
    attempt: number;
    recorder: number;
    last_event_at: string;
  }
  | { kind: "no_event" }
  | { kind: "not_a_file"; found: string }
  | { kind: "unreadable"; reason: string }
  | { kind: "log_missing"; indexes: IndexName[] }
  | { kind: "index_missing"; index: IndexName }
  | {
    kind: "index_disagrees";
    index: IndexName;
    index_status: string | null;
    status: string | null;
  };

/** What is worth knowing of a session, and no fault: zig-core reads on, and nothing could put it right. */
export interface SessionNote {
  kind: "ts_backwards";
  offset: number;
  previous: string;
  found: string;
}

/** What is wrong with an index or with the archive beside it. */
export type IndexFinding =
  | { kind: "index_damaged"; path: string; reason: string }
  | { kind: "archive_damaged"; path: string; offset: number; bytes: number; reason: string };

const MAX_KEPT = 100, MAX_TEXT_CHARS = 200;

/** A list that keeps its first 100 and counts the rest, so that a log of a million faults fits into memory. */
export class BoundedList<T> {
  readonly kept: T[] = [];
  omitted = 0;

  add(item: T): void {
    if (this.kept.length < MAX_KEPT) this.kept.push(item);
    else this.omitted++;
  }
}

/** Foreign text cut to what a finding may hold of it. */
export function shortText(text: string): string {
  return text.length <= MAX_TEXT_CHARS ? text : `${text.slice(0, MAX_TEXT_CHARS).toWellFormed()}…`;
}
