import { MAX_LINE_BYTES } from "../../storage/lines/line.ts";
import { type RawLine, readRawLines } from "../../storage/lines/raw_lines.ts";
import { OutputRuns } from "../../session/reading/output_runs.ts";
import { type Judgement, LogCheck } from "./verify_lines.ts";

/** What a log was found to be. */
export interface LogScan {
  readonly check: LogCheck;
  /** Bytes that were looked at. */
  readonly size: number;
  /** Where the bytes behind the end of the session begin; undefined where there are none. */
  readonly behindEnd: number | undefined;
}

/**
 * Reads the first `size` bytes of an open log once, in bounded memory, and tells `visit` what becomes of each line up to the
 * end of the session; where `inRuns` is true, not of all output. Throws the system's error.
 */
export function scanLog(
  descriptor: number,
  size: number,
  sessionId: string,
  visit: (line: RawLine, judgement: Judgement) => void = () => {},
  inRuns = false,
): LogScan {
  const check = new LogCheck(sessionId);
  const runs = new OutputRuns(
    (run) => check.judgeOutput(run),
    ({ zig_session_id }) => zig_session_id === sessionId,
  );
  for (const line of readRawLines(descriptor, size, MAX_LINE_BYTES, inRuns ? runs : undefined)) {
    visit(line, check.judge(line));
    if (!check.ended) continue;
    const end = line.offset + line.bytes;
    if (end === size) break;
    check.findings.add({ kind: "behind_end", offset: end, bytes: size - end });
    return { check, size, behindEnd: end };
  }
  return { check, size, behindEnd: undefined };
}
