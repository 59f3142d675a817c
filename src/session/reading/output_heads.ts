import { decodeEvent, isEvent } from "./decode_event.ts";
import type { SessionLogEvent } from "../event.ts";

type OutputEvent = Extract<SessionLogEvent, { type: "step_output" }>;

/** What a line of output has between its number and its text, and the event that it makes of an empty text. */
export interface OutputHead {
  /** At least 16 and at most {@link MOST_HEAD_BYTES}. */
  readonly bytes: Buffer;
  readonly event: OutputEvent;
}

// As every writer has it.
const HEAD =
  /^,"ts":"[^"\\\n]*","zig_session_id":"[^"\\\n]*","type":"step_output","step_name":"[^"\\\n]*(?:\\.[^"\\\n]*)*","stream":"std(?:out|err)","line":"/;
/** Of a head that is longer, each line is decoded. */
export const MOST_HEAD_BYTES = 1024;

/** The head that begins there, of whole UTF-8; undefined where a line is not written in the usual way. */
export function readHead(block: Buffer, start: number, end: number): OutputHead | undefined {
  const [head] =
    HEAD.exec(block.toString("latin1", start, Math.min(end, start + MOST_HEAD_BYTES))) ??
      [];
  if (head === undefined) return undefined;
  const bytes = Buffer.from(head, "latin1");
  const event = decodeEvent(`{"seq":1${bytes}"}`);
  return isEvent(event) && event.type === "step_output" ? { bytes, event } : undefined;
}
