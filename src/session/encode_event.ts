import type { OutputStream, SessionEventKind, SessionLogEvent } from "./event.ts";
import { COMMON_FIELDS, EVENT_FIELDS } from "./event_schema.ts";

/** What stands at the head of a line. */
export interface EventHead {
  readonly seq: number;
  readonly ts: string;
  readonly zig_session_id: string;
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

function wellFormed(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object") return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(value)) copy[name.toWellFormed()] = wellFormed(field);
  return copy;
}
