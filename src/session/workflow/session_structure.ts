import type { Line } from "../../storage/lines/line.ts";
import { LineReader } from "../../storage/lines/line_reader.ts";
import { isEvent } from "../reading/decoding/decode_event.ts";
import { LogDecoder } from "../reading/decoding/log_decoder.ts";
import { lastOf, OutputRuns } from "../reading/output_runs.ts";
import { SessionOutliner } from "../outline/session_outline.ts";

/** What a session has had so far, without its output, and the number of its last event. */
export interface SessionStructure {
  readonly outliner: SessionOutliner;
  readonly lastSeq: number;
}

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
  /** Nothing but the place of output is of interest here. */
  readonly #runs = new OutputRuns((run) => {
    const last = lastOf(run);
    this.#decoder.passOver(last);
    this.lastSeq = last.seq;
  });
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
    for (const line of this.#lines.read(undefined, this.#runs)) this.#add(line);
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
