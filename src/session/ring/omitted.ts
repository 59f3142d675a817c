import type { SessionLogEvent } from "../event.ts";
import type { ExtraFields } from "../writing/session_options.ts";
import type { Omitted } from "./held_lines.ts";

/** Where lines of a step's output are missing in its log, because that was full. */
export interface LoggedGap extends Omitted {
  readonly step_name: string;
  /** The number of the event before which they would stand. */
  readonly before: number;
}

/** The fields that say so on the event that ends the step or an attempt at it; `before` is that event when undefined. */
export function gapFields(
  { lines, bytes, before }: Omitted & { readonly before: number | undefined },
): ExtraFields {
  return {
    omitted_lines: lines,
    omitted_bytes: bytes,
    ...(before === undefined ? {} : { omitted_before: before }),
  };
}

/** The fields that say so of all steps on the event that ends the session; none where nothing is missing. */
export function omittedFields({ lines, bytes }: Omitted): ExtraFields {
  return lines === 0 ? {} : { omitted_lines: lines, omitted_bytes: bytes };
}

/** What the last event of a log says is missing of its output; undefined for nothing, or while the session goes on. */
export function omittedBySession(last: SessionLogEvent | undefined): Omitted | undefined {
  if (last?.type !== "zig_session_ended") return undefined;
  const { omitted_lines, omitted_bytes } = last as unknown as Record<string, unknown>;
  if (!isCount(omitted_lines) || omitted_lines === 0) return undefined;
  return { lines: omitted_lines, bytes: isCount(omitted_bytes) ? omitted_bytes : 0 };
}

/** What an event says of lines that are missing: extra fields of ours, which may hold anything. */
export function gapOf(event: SessionLogEvent): LoggedGap | undefined {
  if (event.type !== "step_completed" && event.type !== "step_failed") return undefined;
  const { omitted_lines, omitted_bytes, omitted_before } = event as unknown as Record<
    string,
    unknown
  >;
  if (!isCount(omitted_lines) || omitted_lines === 0) return undefined;
  const isPlace = isCount(omitted_before) && omitted_before < event.seq;
  return {
    step_name: event.step_name,
    lines: omitted_lines,
    bytes: isCount(omitted_bytes) ? omitted_bytes : 0,
    before: isPlace ? omitted_before : event.seq,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
