import type { SessionEventType, SessionLogEvent } from "./event.ts";
import { COMMON_FIELDS, EVENT_FIELDS, type FieldType } from "./event_schema.ts";

/** A line that is no event: what is wrong with it. */
export interface EventFault {
  readonly fault: string;
}

/**
 * Reads one line of a log, without its newline. A missing optional field becomes null; fields beyond the schema are
 * kept. Returns a fault for everything that zig-core would refuse; never throws.
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

const ARTICLES: Readonly<Record<FieldType, string>> = {
  "string": "a string",
  "string?": "a string or null",
  "integer": "an integer",
  "integer?": "an integer or null",
  "strings": "an array of strings",
  "stream": `"stdout" or "stderr"`,
  "status": `"success" or "failure"`,
};

function isOfType(value: unknown, type: FieldType): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "string?":
      return value === undefined || value === null || typeof value === "string";
    case "integer":
      return Number.isInteger(value);
    case "integer?":
      return value === undefined || value === null || Number.isInteger(value);
    case "strings":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "stream":
      return value === "stdout" || value === "stderr";
    case "status":
      return value === "success" || value === "failure";
  }
}
