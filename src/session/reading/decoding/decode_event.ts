import type { SessionEventType, SessionLogEvent } from "../../event.ts";
import { COMMON_FIELDS, EVENT_FIELDS, type FieldType } from "../../event_schema.ts";
import { structureFault } from "./json_structure.ts";

/** A line that is no event: what is wrong with it. */
export interface EventFault {
  readonly fault: string;
}

/**
 * Reads one line of a log, without its newline. A missing optional field becomes null; fields beyond the schema are
 * kept. Returns a fault for what zig-core would refuse, for integers beyond 2^53, and for what would take too much memory;
 * never throws.
 */
export function decodeEvent(text: string): SessionLogEvent | EventFault {
  // Before it is parsed, because deep nesting is what costs the parser its memory.
  const isPlain = isPlainOutput(text);
  const fault = isPlain ? undefined : structureFault(text);
  if (fault) return { fault };
  const value = parse(text);
  if (value === undefined) return { fault: "not JSON" };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { fault: "not an object" };
  }
  const fields = value as Record<string, unknown>;
  if (isPlain && hasSoundValues(fields)) return fields as unknown as SessionLogEvent;
  const type = fields["type"];
  if (typeof type !== "string" || !Object.hasOwn(EVENT_FIELDS, type)) {
    const found = JSON.stringify(type)?.slice(0, LONGEST_QUOTE) ?? "(none)";
    return { fault: `unknown type ${found}` };
  }
  for (const [name, expected] of schemaOf(type as SessionEventType)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!isOfType(field, expected)) {
      return { fault: `"${name}" of ${type} is not ${ARTICLES[expected]}` };
    }
    if (field === undefined) fields[name] = null;
  }
  return fields as unknown as SessionLogEvent;
}

/** Whether {@link decodeEvent} gave an event. */
export function isEvent(decoded: SessionLogEvent | EventFault): decoded is SessionLogEvent {
  return "seq" in decoded;
}

function schemaOf(type: SessionEventType): [string, FieldType][] {
  let schema = schemas.get(type);
  if (!schema) {
    schemas.set(type, schema = Object.entries({ ...COMMON_FIELDS, ...EVENT_FIELDS[type] }));
  }
  return schema;
}
const schemas = new Map<SessionEventType, [string, FieldType][]>();

const LONGEST_QUOTE = 40;

const PLAIN_OUTPUT =
  /\{"seq":\d+,"ts":"[^"\\]*","zig_session_id":"[^"\\]*","type":"step_output","step_name":"[^"\\]*","stream":"std(?:out|err)","line":"/y;

/**
 * Whether a line, if it is JSON at all, is output as it is written, without a quote in it: nothing is wrong then with its
 * structure, and it has its fields. That is most lines, and they are spared the search.
 */
function isPlainOutput(text: string): boolean {
  PLAIN_OUTPUT.lastIndex = 0;
  return PLAIN_OUTPUT.test(text) &&
    text.indexOf('"', PLAIN_OUTPUT.lastIndex) === text.length - `"}`.length;
}

/** What is left to be checked of plain output. */
function hasSoundValues({ seq, ts, line }: Record<string, unknown>): boolean {
  return Number.isSafeInteger(seq) && isOfType(ts, "timestamp") && isUnicode(line);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ARTICLES: Readonly<Record<FieldType, string>> = {
  "string": "a string of Unicode",
  "string?": "a string of Unicode or null",
  "timestamp": "a time as RFC 3339 has it",
  "unsigned": `an integer from 0 to ${Number.MAX_SAFE_INTEGER}`,
  "i32": "an integer of 32 bits",
  "i32?": "an integer of 32 bits or null",
  "strings": "an array of strings",
  "stream": `"stdout" or "stderr"`,
  "status": `"success" or "failure"`,
};

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function isOfType(value: unknown, type: FieldType): boolean {
  switch (type) {
    case "string":
      return isUnicode(value);
    case "string?":
      return value === undefined || value === null || isUnicode(value);
    case "timestamp":
      return typeof value === "string" && RFC_3339.test(value);
    case "unsigned":
      return Number.isSafeInteger(value) && (value as number) >= 0;
    case "i32":
      return Number.isInteger(value) && (value as number) === ((value as number) | 0);
    case "i32?":
      return value === undefined || value === null || isOfType(value, "i32");
    case "strings":
      return Array.isArray(value) && value.every(isUnicode);
    case "stream":
      return value === "stdout" || value === "stderr";
    case "status":
      return value === "success" || value === "failure";
  }
}

/** zig-core refuses lone surrogates. */
function isUnicode(value: unknown): boolean {
  return typeof value === "string" && value.isWellFormed();
}
