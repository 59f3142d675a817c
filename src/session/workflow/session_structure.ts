import type { Line } from "../../storage/line.ts";
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
  using reader = new StructureReader(logPath);
  reader.readOn();
  return reader;
}

/** Reads the structure of a session again and again: each time only what has come since. */
export class StructureReader implements SessionStructure, Disposable {
  readonly #logPath: string;
  #lines: LineReader;
  #decoder: LogDecoder;
  outliner = new SessionOutliner(0);
  lastSeq = 0;

  /** Throws StorageError when the log cannot be read, as {@link readOn} does. */
  constructor(logPath: string) {
    this.#logPath = logPath;
    this.#lines = new LineReader(logPath);
    this.#decoder = decoderOf(logPath);
  }

  /** Reads what stands in the log behind what has been read. */
  readOn(): void {
    // A write that failed has been taken back, or a repair has put another file in its place.
    if (this.#lines.isCut || this.#lines.isReplaced) this.#beginAnew();
    for (const line of this.#lines.read()) this.#add(line);
  }

  [Symbol.dispose](): void {
    this.#lines[Symbol.dispose]();
  }

  #beginAnew(): void {
    this.#lines[Symbol.dispose]();
    this.#lines = new LineReader(this.#logPath);
    this.#decoder = decoderOf(this.#logPath);
    this.outliner = new SessionOutliner(0);
    this.lastSeq = 0;
  }

  #add(line: Line): void {
    const output = placeOfOutput(line.text);
    if (output) {
      this.#decoder.passOver(output);
      this.lastSeq = output.seq;
      return;
    }
    const decoded = this.#decoder.decode(line);
    const events = isEvent(decoded)
      ? [decoded]
      : this.#decoder.recover(line, decoded).map(({ event }) => event);
    for (const event of events) {
      this.lastSeq = event.seq;
      if (event.type !== "step_output") this.outliner.add(event);
    }
  }
}

function decoderOf(logPath: string): LogDecoder {
  return new LogDecoder(logPath, () => {});
}

function placeOfOutput(text: string): EventPlace | undefined {
  const [, seq, zig_session_id] = text.length <= MAX_MATCHED_CHARS ? OUTPUT.exec(text) ?? [] : [];
  return seq === undefined || zig_session_id === undefined
    ? undefined
    : { seq: Number(seq), zig_session_id };
}
