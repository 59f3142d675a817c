import type { Line } from "../../storage/lines/line.ts";
import { type ByteRange, readLinesBetween } from "../../storage/lines/lines_between.ts";
import type { SessionLogEvent } from "../event.ts";
import { isEvent } from "./decoding/decode_event.ts";
import { decodeLine } from "./decoding/decode_line.ts";
import { LogDecoder } from "./decoding/log_decoder.ts";
import type { DamagedLine } from "./decoding/recover_events.ts";

/** Where an event stands in its log, in bytes, without the newline. */
export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

/** What is known of a line of output without parsing its text. */
export interface ScannedOutput extends LinePlace {
  readonly seq: number;
  readonly ts: string;
  readonly zig_session_id: string;
  readonly stepName: string;
  /** Its JSON. */
  readonly json: string;
  readonly event?: undefined;
}

/** Any other event. */
export interface ScannedEvent extends LinePlace {
  readonly event: Exclude<SessionLogEvent, { type: "step_output" }>;
}

/** How a log is scanned. */
export interface ScanOptions {
  /** Default: the whole log. */
  readonly range?: ByteRange;
  readonly onDamage?: (line: DamagedLine) => void;
}

/**
 * Yields the events of a log in order, of the output no more than who said it when and where: its text is not parsed, so
 * that a line which is only damaged in there is not noticed. Memory does not grow with the log. Throws StorageError.
 */
export function* scanLog(
  logPath: string,
  { range, onDamage = () => {} }: ScanOptions = {},
): Generator<ScannedOutput | ScannedEvent> {
  const decoder = new LogDecoder(logPath, onDamage);
  for (const line of readLinesBetween(logPath, range, (torn) => decoder.tellTorn(torn))) {
    const output = scanOutput(line);
    if (output) {
      decoder.passOver(output);
      yield output;
      continue;
    }
    const event = decoder.decode(line);
    if (isEvent(event)) yield scanned(event, line);
    else {
      for (const { event: found, start, end } of decoder.recover(line, event)) {
        yield scanned(found, { offset: line.offset + start, length: end - start });
      }
    }
  }
}

/** The text of the output that stands at a place of a log; undefined where it is damaged, or the log has changed. */
export function readOutputAt(
  logPath: string,
  { offset, length }: LinePlace,
): Extract<SessionLogEvent, { type: "step_output" }> | undefined {
  for (const line of readLinesBetween(logPath, { start: offset, end: offset + length + 1 })) {
    const event = decodeLine(line);
    if (isEvent(event) && event.type === "step_output") return event;
  }
  return undefined;
}

// As every writer begins such a line.
const OUTPUT =
  /^\{"seq":(\d+),"ts":"([^"\\]*)","zig_session_id":"([^"\\]*)","type":"step_output","step_name":("[^"\\]*(?:\\.[^"\\]*)*"),"stream":"/;

function scanOutput({ text, offset, length }: Line): ScannedOutput | undefined {
  const [, seq, ts, zig_session_id, name] = OUTPUT.exec(text) ?? [];
  if (seq === undefined || ts === undefined || zig_session_id === undefined || !name) {
    return undefined;
  }
  const stepName = plainString(name);
  if (stepName === undefined) return undefined;
  return { seq: Number(seq), ts, zig_session_id, stepName, json: text, offset, length };
}

function scanned(event: SessionLogEvent, { offset, length }: LinePlace) {
  if (event.type !== "step_output") return { event, offset, length };
  const { seq, ts, zig_session_id, step_name: stepName } = event;
  return { seq, ts, zig_session_id, stepName, json: JSON.stringify(event), offset, length };
}

function plainString(json: string): string | undefined {
  if (!json.includes("\\")) return json.slice(1, -1);
  try {
    return String(JSON.parse(json));
  } catch {
    return undefined;
  }
}
