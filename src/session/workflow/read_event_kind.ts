import { MAX_LINE_BYTES } from "../../storage/lines/line.ts";
import { encodeEvent } from "../writing/encode_event.ts";
import type { SessionEventKind, SessionEventType } from "../event.ts";
import { COMMON_FIELDS, EVENT_FIELDS } from "../event_schema.ts";
import { decodeEvent, type EventFault, isEvent } from "../reading/decoding/decode_event.ts";
import { structureFault } from "../reading/decoding/json_structure.ts";
import { timestamp } from "../writing/timestamp.ts";

/** What makes and ends a session is more than an event: indexes and locks go with it. */
const OTHERS: Readonly<Partial<Record<SessionEventType, string>>> = {
  zig_session_started: `"zig-session start" begins a session`,
  zig_session_ended: `"zig-session end" ends a session`,
};

/**
 * Reads an event without what the log gives it (`seq`, `ts`, id) from JSON. Returns a fault for what zig-core would refuse,
 * and for fields that the format does not have, which are likelier slips than wishes.
 */
export function readEventKind(json: string): SessionEventKind | EventFault {
  const given = parseObject(json);
  if ("fault" in given) return given;
  const { fields } = given;
  const common = Object.keys(COMMON_FIELDS).find((name) => Object.hasOwn(fields, name));
  if (common) return { fault: `"${common}" is given by the log` };
  const head = { seq: 1, ts: timestamp(), zig_session_id: "x" };
  const event = decodeEvent(JSON.stringify({ ...head, ...fields }));
  if (!isEvent(event)) return event;
  const other = OTHERS[event.type];
  if (other) return { fault: other };
  const known = Object.keys(EVENT_FIELDS[event.type]);
  const unknown = Object.keys(fields).find((name) => name !== "type" && !known.includes(name));
  if (unknown !== undefined) {
    return { fault: `${event.type} has no "${unknown}", but ${known.join(", ")}` };
  }
  const { seq: _seq, ts: _ts, zig_session_id: _id, ...kind } = event;
  const bytes = Buffer.byteLength(encodeEvent(head, kind));
  if (bytes > MAX_LINE_BYTES / 2) return { fault: `it is longer than ${MAX_LINE_BYTES / 2} bytes` };
  return kind;
}

function parseObject(json: string): { readonly fields: Record<string, unknown> } | EventFault {
  // Before it is parsed, as with a line of a log: deep nesting ends in more than one kind of error.
  const fault = structureFault(json);
  if (fault) return { fault };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { fault: `not JSON (${(error as Error).message})` };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { fault: "not an object" };
  }
  return { fields: value as Record<string, unknown> };
}
