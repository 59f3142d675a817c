import fs from "node:fs";
import { encodeEvent } from "../../../src/session/writing/encode_event.ts";
import { ringPath } from "../../../src/session/ring/ring_files.ts";

/** Lines of a step that its recorder, which is dead, has saved and not logged. */
export interface SavedRing {
  readonly step: string;
  readonly recorder: number;
  readonly lines: readonly string[];
  /** How much was left out before them. */
  readonly before: { readonly lines: number; readonly bytes: number };
  readonly ts: string;
}

/** Puts a ring file beside a log, and returns its path. */
export function saveRing(
  logPath: string,
  { step, recorder, lines, before, ts }: SavedRing,
): string {
  const header = { step_name: step, lines_before: before.lines, bytes_before: before.bytes };
  const events = lines.map((line, index) =>
    encodeEvent(
      { seq: before.lines + index + 1, ts, zig_session_id: "01K00000000000000000000000" },
      { type: "step_output", step_name: step, stream: "stderr", line },
    )
  );
  const path = ringPath(logPath, recorder, 0);
  fs.writeFileSync(path, `${JSON.stringify(header)}\n${events.join("")}`);
  return path;
}
