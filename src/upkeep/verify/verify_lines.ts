import { isUtf8 } from "node:buffer";
import type { RawLine } from "../../storage/lines/raw_lines.ts";
import { decodeEvent, isEvent } from "../../session/reading/decoding/decode_event.ts";
import type { SessionLogEvent } from "../../session/event.ts";
import { lastOf, type OutputRun } from "../../session/reading/output_runs.ts";
import { SessionOutliner } from "../../session/outline/session_outline.ts";
import { findEvents, type FoundEvent } from "../../session/reading/find_events.ts";
import { BoundedList, type SessionFinding, type SessionNote, shortText } from "./verify_finding.ts";

/** An event that stays, as number `seq`; `content` is its JSON as it was, valid until the next line. */
export interface KeptEvent {
  readonly event: SessionLogEvent;
  readonly seq: number;
  readonly content: Buffer;
}

/** What is to become of a line: the events that stay of it, and whether its bytes are set aside, and as what. */
export interface Judgement {
  readonly kept: readonly KeptEvent[];
  readonly aside?: "torn" | "bad";
}

const EMPTY = Buffer.alloc(0);

/**
 * Judges the lines of one log in their order, by the strict rules of zig-core's reader and those of this format beyond
 * them, until the session has {@link ended}: nothing may stand behind that.
 */
export class LogCheck {
  readonly findings = new BoundedList<SessionFinding>();
  readonly notes = new BoundedList<SessionNote>();
  /** What the events amount to: its steps, and how it began. */
  readonly outliner = new SessionOutliner(0);
  /** How many events stay. */
  events = 0;
  /** How many of them have a `seq` that is not their place. */
  misnumbered = 0;
  /** How many stood in lines that are set aside. */
  rescued = 0;
  first: SessionLogEvent | undefined;
  last: SessionLogEvent | undefined;
  ended: Extract<SessionLogEvent, { type: "zig_session_ended" }> | undefined;
  #expectedSeq = 1;
  #shift = 0;

  constructor(readonly sessionId: string) {}

  judge(line: RawLine): Judgement {
    const { offset, bytes, content, whole } = line;
    const event = decodeRaw(line);
    if (typeof event !== "string" && content && event.zig_session_id === this.sessionId) {
      if (!whole) this.findings.add({ kind: "torn_tail", offset, bytes, whole_events: 1 });
      const kept = [this.#take(event, content, offset)];
      if (whole) return { kept };
      this.rescued++;
      return { kept, aside: "torn" };
    }
    const found = content ? this.#eventsIn(content) : [];
    const whole_events = found.length;
    this.rescued += whole_events;
    if (!whole) this.findings.add({ kind: "torn_tail", offset, bytes, whole_events });
    else if (typeof event === "string") {
      const reason = shortText(event);
      this.findings.add({ kind: "bad_line", offset, bytes, reason, whole_events });
    } else {
      const other = shortText(event.zig_session_id);
      this.findings.add({ kind: "wrong_id", offset, bytes, found: other });
    }
    const kept = found.map(({ event, start, end }) =>
      this.#take(event, (content ?? EMPTY).subarray(start, end), offset + start)
    );
    return { kept, aside: whole ? "bad" : "torn" };
  }

  /** As {@link judge} does for each line of a run of this session. */
  judgeOutput(run: OutputRun): void {
    const { event, count } = run, misnumbered = this.misnumbered;
    this.#note(event, run.offset);
    this.outliner.addOutput(run);
    if (this.misnumbered > misnumbered) this.misnumbered += count - 1;
    this.events += count - 1;
    this.last = lastOf(run);
    this.#expectedSeq = this.last.seq + 1;
  }

  /** Those of the session, up to its end: a crash leaves half an event before a whole one. */
  #eventsIn(content: Buffer): FoundEvent[] {
    const ours = findEvents(content).filter(({ event }) => event.zig_session_id === this.sessionId);
    const end = ours.findIndex(({ event }) => event.type === "zig_session_ended");
    return end < 0 ? ours : ours.slice(0, end + 1);
  }

  #take(event: SessionLogEvent, content: Buffer, offset: number): KeptEvent {
    const seq = this.#note(event, offset);
    this.outliner.add(event);
    return { event, seq, content };
  }

  /** Takes note of an event, and returns the number that it ought to have. */
  #note(event: SessionLogEvent, offset: number): number {
    if (!this.first) {
      this.first = event;
      if (event.type !== "zig_session_started") {
        this.findings.add({ kind: "no_start", offset, found: event.type });
        // Repair puts a start before it.
        this.#shift = 1;
      }
    }
    this.#compareSeq(event.seq, offset);
    if (this.last && runsBackwards(this.last.ts, event.ts)) {
      this.notes.add({ kind: "ts_backwards", offset, previous: this.last.ts, found: event.ts });
    }
    this.last = event;
    if (event.type === "zig_session_ended") this.ended = event;
    const seq = ++this.events + this.#shift;
    if (seq !== event.seq) this.misnumbered++;
    return seq;
  }

  #compareSeq(found: number, offset: number): void {
    const expected = this.#expectedSeq;
    this.#expectedSeq = found + 1;
    if (found === expected) return;
    const kind = found > expected
      ? "seq_gap"
      : this.last?.seq === found
      ? "seq_repeat"
      : "seq_disorder";
    this.findings.add({ kind, offset, expected, found });
  }
}

function decodeRaw({ content }: RawLine): SessionLogEvent | string {
  if (!content) return "too long to be held in memory";
  const text = content.toString();
  // Only what is no UTF-8, or holds this very character, is worth the second look.
  if (text.includes("\ufffd") && !isUtf8(content)) return "not UTF-8";
  const event = decodeEvent(text);
  return isEvent(event) ? event : event.fault;
}

const UTC = "+00:00";

/** As text where both have the form of the log, which has more digits than Date.parse() can tell apart. */
function runsBackwards(previous: string, ts: string): boolean {
  if (previous.endsWith(UTC) && ts.endsWith(UTC)) return ts < previous;
  return Date.parse(ts) < Date.parse(previous);
}
