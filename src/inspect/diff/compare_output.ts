import type { SessionLogEvent } from "../../session/event.ts";
import type { ByteRange } from "../../storage/lines/lines_between.ts";
import { parseJson } from "../../session/reading/decoding/parse_json.ts";
import { type LinePlace, readOutputAt, scanLog } from "../../session/reading/scan_log.ts";
import { type DifferingLine, LineDifference, type LineDifferences } from "./line_difference.ts";
import { lineKeys } from "./line_keys.ts";

/** Where a step's output is found. */
export interface OutputSource {
  readonly logPath: string;
  readonly cwd: string | null;
  readonly stepName: string;
  readonly range: ByteRange;
}

/** A differing line as it was printed. */
export interface PrintedLine extends Pick<DifferingLine<unknown>, "in" | "count" | "joined"> {
  readonly seq: number;
  readonly stream: "stdout" | "stderr";
  /** Cut at {@link SHOWN_CHARS} characters. */
  readonly line: string;
}

/** What the outputs of two runs of a step differ in. */
export interface OutputDifferences extends Pick<LineDifferences<unknown>, "total" | "overflowed"> {
  /** No more than were asked for. */
  readonly lines: readonly PrintedLine[];
}

/** So that one line cannot fill the screen. */
export const SHOWN_CHARS = 1000;

// Measured on runs that have nothing in common: 200 MB for the whole program, and with twice as many lines 110 MB more.
const KNOWN_LINES = 1 << 16;

/**
 * Compares what a step printed in two runs, by the form that lineNormalizer() gives its lines, in time that grows with the
 * output and memory that does not. Of more than `limit` differing lines the first are given, of both runs if both have
 * any. Throws StorageError.
 */
export function compareOutput(
  before: OutputSource,
  after: OutputSource,
  limit: number,
): OutputDifferences {
  const difference = new LineDifference<LinePlace>({ knownLines: KNOWN_LINES, keptLines: limit });
  const lines = { before: hashedLines(before), after: hashedLines(after) };
  try {
    for (let going = true; going;) {
      going = false;
      for (const run of ["before", "after"] as const) {
        const { value, done } = lines[run].next();
        if (done) continue;
        difference.add(run, value.hash, value);
        going = true;
      }
    }
  } finally {
    // Closes the logs, where one of them could not be read to its end.
    lines.before.return(undefined);
    lines.after.return(undefined);
  }
  const { lines: found, total, overflowed } = difference.finish();
  const printed = withinLimit(found, limit).flatMap((line) =>
    printedLine(line, line.placeIn === "before" ? before.logPath : after.logPath)
  );
  return { lines: printed, total, overflowed };
}

interface HashedLine extends LinePlace {
  readonly hash: number;
}

function* hashedLines({ logPath, stepName, range, cwd }: OutputSource): Generator<HashedLine> {
  const keyOf = lineKeys({ cwd });
  for (const scanned of scanLog(logPath, { range })) {
    if (scanned.event || scanned.stepName !== stepName) continue;
    const line = textOf(scanned.json);
    if (line === undefined) continue;
    yield { hash: keyOf(line), offset: scanned.offset, length: scanned.length };
  }
}

function textOf(json: string): string | undefined {
  try {
    const { line } = parseJson(json) as Extract<SessionLogEvent, { type: "step_output" }>;
    return typeof line === "string" ? line : undefined;
  } catch {
    return undefined;
  }
}

/** What is new matters most, so that of what is missing no more than half the room is taken from it. */
function withinLimit<Line extends DifferingLine<unknown>>(
  lines: readonly Line[],
  limit: number,
): Line[] {
  const missing = lines.filter((line) => line.in === "before").length;
  const others = lines.length - missing;
  let roomForMissing = Math.max(Math.floor(limit / 2), limit - others);
  let roomForOthers = limit - Math.min(roomForMissing, missing);
  return lines.filter((line) => line.in === "before" ? roomForMissing-- > 0 : roomForOthers-- > 0);
}

function printedLine(line: DifferingLine<LinePlace>, logPath: string): PrintedLine[] {
  const event = readOutputAt(logPath, line.place);
  if (!event) return [];
  const { seq, stream } = event;
  const text = event.line.length > SHOWN_CHARS
    ? `${event.line.slice(0, SHOWN_CHARS)}…`.toWellFormed()
    : event.line;
  return [{ in: line.in, count: line.count, joined: line.joined, seq, stream, line: text }];
}
