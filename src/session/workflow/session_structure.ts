import { LineReader } from "../../storage/line_reader.ts";
import { isEvent } from "../reading/decode_event.ts";
import { LogDecoder } from "../reading/log_decoder.ts";
import { SessionOutliner } from "../session_outline.ts";

/** What a session has had so far, without its output, and the number of its last event. */
export interface SessionStructure {
  readonly outliner: SessionOutliner;
  readonly lastSeq: number;
}

// As every writer begins such a line. What else the line holds is of no interest here, so that it is not parsed.
const OUTPUT = /^\{"seq":(\d+),"ts":"[^"\\]*","zig_session_id":"[^"\\]*","type":"step_output",/;

/** Reads what the next event of a session depends on. Throws StorageError when the log cannot be read. */
export function readStructure(logPath: string): SessionStructure {
  using reader = new LineReader(logPath);
  const decoder = new LogDecoder(logPath, () => {});
  const outliner = new SessionOutliner(0);
  let lastSeq = 0;
  for (const line of reader.read()) {
    const [, seq] = OUTPUT.exec(line.text) ?? [];
    if (seq !== undefined) {
      lastSeq = Number(seq);
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
