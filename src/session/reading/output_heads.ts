import { decodeEvent, isEvent } from "./decoding/decode_event.ts";
import type { SessionLogEvent } from "../event.ts";

type OutputEvent = Extract<SessionLogEvent, { type: "step_output" }>;

/** What a line of output has between its number and its text, and the event that it makes of an empty text. */
export class OutputHead {
  /** In bytes: at least 16 and at most {@link MOST_HEAD_BYTES}. */
  readonly length: number;
  /** Its bytes, eight in a number; the last eight overlap. No sound head is a NaN, nor zero. */
  private readonly words: Float64Array;

  constructor(readonly bytes: Buffer, readonly event: OutputEvent) {
    this.length = bytes.length;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.words = Float64Array.from(
      placesOfWords(bytes.length),
      (place) => view.getFloat64(place, true),
    );
  }

  /** Whether a head of these bytes begins there. Eight bytes at once: most of a log is heads. */
  isAt(view: DataView, start: number): boolean {
    const words = this.words, last = words.length - 1;
    for (let index = 0; index < last; index++) {
      if (view.getFloat64(start + 8 * index, true) !== words[index]) return false;
    }
    return view.getFloat64(start + this.length - 8, true) === words[last];
  }
}

function placesOfWords(bytes: number): number[] {
  const places: number[] = [];
  for (let place = 0; place + 8 < bytes; place += 8) places.push(place);
  return [...places, bytes - 8];
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
  return isEvent(event) && event.type === "step_output" ? new OutputHead(bytes, event) : undefined;
}
