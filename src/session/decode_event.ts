import type { SessionEventType, SessionLogEvent } from "./event.ts";
import { COMMON_FIELDS, EVENT_FIELDS, type FieldType } from "./event_schema.ts";

/** A line that is no event: what is wrong with it. */
export interface EventFault {
  readonly fault: string;
}

/**
 * Reads one line of a log, without its newline. A missing optional field becomes null; fields beyond the schema are
 * kept. Returns a fault for what zig-core would refuse, and for integers beyond 2^53; never throws.
 */
export function decodeEvent(text: string): SessionLogEvent | EventFault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // A SyntaxError, or a RangeError where the nesting is too deep for the parser.
    return { fault: error instanceof SyntaxError ? "not JSON" : "JSON too deep to read" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { fault: "not an object" };
  }
  const fields = value as Record<string, unknown>;
  const type = fields["type"];
  if (typeof type !== "string" || !Object.hasOwn(EVENT_FIELDS, type)) {
    return { fault: `unknown type ${JSON.stringify(type) ?? "(none)"}` };
  }
  for (const [name, expected] of schemaOf(type as SessionEventType)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!isOfType(field, expected)) {
      return { fault: `"${name}" of ${type} is not ${ARTICLES[expected]}` };
    }
    if (field === undefined) fields[name] = null;
  }
  if (hasFloat(text, type)) {
    return { fault: "an integer is written with a fraction or an exponent" };
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

const CANONICAL_HEAD = /^\{"seq":\d+,"ts":/;
const FLOAT =
  /"(?:seq|tier_count|tier_index|exit_code|duration_ms|attempt|interval_secs)"\s*:\s*-?\d+[.eE]/;

/**
 * Whether an integer stands as `1.0` or `1e3`, which JSON.parse takes for 1 and 1000 and zig-core refuses. Looked for in
 * the text: within a string each of these quotes would have a backslash before it. Most lines are output, whose only
 * integer is `seq`, and are spared the search.
 */
function hasFloat(text: string, type: string): boolean {
  return !(type === "step_output" && CANONICAL_HEAD.test(text)) && FLOAT.test(text);
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
