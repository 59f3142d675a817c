import type { SessionEventKind } from "../../session/event.ts";

/** Masks a text; returns it as it is where nothing in it is to be masked. */
export type MaskText = (text: string) => string;

// What other events, the indexes and the readers go by.
const KEPT_FIELDS: ReadonlySet<string> = new Set([
  "seq",
  "ts",
  "zig_session_id",
  "type",
  "stream",
  "status",
  "workspace_path",
  "zag_command",
  "outer_session_id",
]);

/**
 * An event with its texts masked, those within fields of other writers included, and a line of output by `maskLine`; itself
 * where nothing changes.
 */
export function redactFields<Event extends SessionEventKind>(
  event: Event,
  maskText: MaskText,
  maskLine: MaskText = maskText,
): Event {
  let isChanged = false;
  const fields = Object.entries(event).map(([name, value]): [string, unknown] => {
    if (KEPT_FIELDS.has(name)) return [name, value];
    const isLine = name === "line" && event.type === "step_output";
    const masked = maskedValue(value, isLine ? maskLine : maskText);
    isChanged ||= masked !== value;
    return [name, masked];
  });
  return isChanged ? Object.fromEntries(fields) as unknown as Event : event;
}

function maskedValue(value: unknown, mask: MaskText): unknown {
  if (typeof value === "string") return mask(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const masked = value.map((each) => maskedValue(each, mask));
    return masked.some((each, at) => each !== value[at]) ? masked : value;
  }
  let isChanged = false;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => {
    const masked = maskedValue(field, mask), maskedName = mask(name);
    isChanged ||= masked !== field || maskedName !== name;
    return [maskedName, masked];
  });
  return isChanged ? Object.fromEntries(fields) : value;
}
