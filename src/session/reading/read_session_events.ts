import { LineReader } from "../../storage/lines/line_reader.ts";
import { isEvent } from "./decoding/decode_event.ts";
import type { SessionLogEvent } from "../event.ts";
import { LogDecoder } from "./decoding/log_decoder.ts";
import { lastOf, type OutputRun, OutputRuns } from "./output_runs.ts";
import type { DamagedLine } from "./decoding/recover_events.ts";

export type { DamagedLine };

/**
 * Yields every whole event of a log, in order, as it is read; memory does not grow with the log. What is not an event
 * goes to `onDamage` and is left out; so does a line that holds whole events and something else, or several of them. Throws
 * StorageError when the log cannot be opened. Output goes to `onRun`, where it is given, as far as it comes in runs.
 */
export function* readSessionEvents(
  logPath: string,
  onDamage: (line: DamagedLine) => void = () => {},
  onRun?: (run: OutputRun) => void,
): Generator<SessionLogEvent> {
  using reader = new LineReader(logPath);
  const decoder = new LogDecoder(logPath, onDamage);
  const runs = onRun && new OutputRuns((run) => {
    decoder.passOver(lastOf(run));
    onRun(run);
  });
  for (const line of reader.read(undefined, runs)) {
    const event = decoder.decode(line);
    if (isEvent(event)) yield event;
    else for (const { event: found } of decoder.recover(line, event)) yield found;
  }
  decoder.tellTorn(reader.torn);
}
