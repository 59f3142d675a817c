import type { OutputStream, SessionEventKind, SessionLogEvent } from "../event.ts";
import { COMMON_FIELDS, EVENT_FIELDS } from "../event_schema.ts";
import { laterTimestamp } from "./timestamp.ts";

/** What stands at the head of a line. */
export interface EventHead {
  readonly seq: number;
  readonly ts: string;
  readonly zig_session_id: string;
}

/** Lines of one stream, to be logged as one event each. */
export interface OutputBatch {
  readonly stepName: string;
  readonly stream: OutputStream;
  readonly lines: readonly string[];
  /** When they came, if that was some time ago. They are logged with it, as far as the log has nothing later. */
  readonly ts?: string;
}

/**
 * An event as one line with its newline: zig-core's key order and escapes, absent options as null, lone surrogates as
 * U+FFFD. Fields beyond the schema follow the kind's own.
 */
export function encodeEvent(head: EventHead, kind: SessionEventKind): string {
  const given: Record<string, unknown> = { ...kind };
  // Without a prototype, a field may have any name.
  const ordered: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(COMMON_FIELDS)) ordered[name] = head[name as keyof EventHead];
  ordered["type"] = kind.type;
  for (const name of Object.keys(EVENT_FIELDS[kind.type])) ordered[name] = wellFormed(given[name]);
  for (const [name, value] of Object.entries(given)) {
    if (!(name in ordered)) ordered[name] = wellFormed(value);
  }
  return JSON.stringify(ordered) + "\n";
}

/** A `SessionLogEvent` as its line, with its newline. */
export function encodeLoggedEvent(event: SessionLogEvent): string {
  const { seq, ts, zig_session_id, ...kind } = event;
  return encodeEvent({ seq, ts, zig_session_id }, kind);
}

/**
 * The lines of many `step_output` events, which differ in `seq` and text alone. This is the hot path of recording:
 * the rest of the line is made once.
 */
export function encodeOutput(
  head: EventHead,
  stepName: string,
  stream: OutputStream,
  lines: readonly string[],
): string {
  const empty = encodeEvent(head, { type: "step_output", step_name: stepName, stream, line: "" });
  const before = empty.slice(`{"seq":${head.seq}`.length, -`""}\n`.length);
  let text = "", { seq } = head;
  for (const line of lines) {
    text += `{"seq":${seq++}${before}${
      JSON.stringify(line.isWellFormed() ? line : line.toWellFormed())
    }}\n`;
  }
  return text;
}

/**
 * The lines of batches behind an event of `previousTs`: none is earlier than the one before it. `last` is the number and the
 * time of the last of them.
 */
export function encodeBatches(
  head: EventHead,
  batches: readonly OutputBatch[],
  previousTs: string,
): { text: string; last: Pick<EventHead, "seq" | "ts"> } {
  let text = "", { seq } = head, ts = previousTs;
  for (const { stepName, stream, lines, ts: cameAt = head.ts } of batches) {
    ts = laterTimestamp(ts, cameAt);
    text += encodeOutput({ ...head, seq, ts }, stepName, stream, lines);
    seq += lines.length;
  }
  return { text, last: { seq: seq - 1, ts } };
}

function wellFormed(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object") return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(value)) copy[name.toWellFormed()] = wellFormed(field);
  return copy;
}
