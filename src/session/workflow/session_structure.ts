import { LineReader } from "../../storage/line_reader.ts";
import { isEvent } from "../reading/decode_event.ts";
import { LogDecoder } from "../reading/log_decoder.ts";
import type { EventPlace } from "../reading/recover_events.ts";
import { SessionOutliner } from "../session_outline.ts";

/** What a session has had so far, without its output, and the number of its last event. */
export interface SessionStructure {
  readonly outliner: SessionOutliner;
  readonly lastSeq: number;
}

// As every writer has them: no more escapes than are needed, and nothing that has to be looked at twice.
const STRING = String
  .raw`[^"\\\x00-\x1f\ufffd]*(?:\\(?:["\\/bfnrt]|u00[01][\da-f])[^"\\\x00-\x1f\ufffd]*)*`;
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00`;
/** Output that is whole for certain: it is not parsed, since nothing but its place is of interest here. */
const OUTPUT = new RegExp(
  String.raw`^\{"seq":([1-9]\d{0,14}),"ts":"${TIME}","zig_session_id":"([\w-]*)",` +
    String
      .raw`"type":"step_output","step_name":"${STRING}","stream":"std(?:out|err)","line":"${STRING}"\}$`,
);
// For a long line with many escapes, the expression takes longer than the parser, or gives up.
const MAX_MATCHED_CHARS = 4096;

/** Reads what the next event of a session depends on. Throws StorageError when the log cannot be read. */
export function readStructure(logPath: string): SessionStructure {
  using reader = new LineReader(logPath);
  const decoder = new LogDecoder(logPath, () => {});
  const outliner = new SessionOutliner(0);
  let lastSeq = 0;
  for (const line of reader.read()) {
    const output = placeOfOutput(line.text);
    if (output) {
      decoder.passOver(output);
      lastSeq = output.seq;
      continue;
    }
    const decoded = decoder.decode(line);
    const events = isEvent(decoded)
      ? [decoded]
      : decoder.recover(line, decoded).map(({ event }) => event);
    for (const event of events) {
      lastSeq = event.seq;
      if (event.type !== "step_output") outliner.add(event);
    }
  }
  return { outliner, lastSeq };
}

function placeOfOutput(text: string): EventPlace | undefined {
  const [, seq, zig_session_id] = text.length <= MAX_MATCHED_CHARS ? OUTPUT.exec(text) ?? [] : [];
  return seq === undefined || zig_session_id === undefined
    ? undefined
    : { seq: Number(seq), zig_session_id };
}
