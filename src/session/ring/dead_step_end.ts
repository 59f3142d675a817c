import type { SessionEventKind } from "../event.ts";
import { failureOf, type OpenStep } from "../writing/open_step.ts";
import { laterTimestamp } from "../writing/timestamp.ts";
import type { Omitted } from "./held_lines.ts";
import { gapFields } from "./omitted.ts";
import { readRing } from "./read_ring.ts";

/** What is appended for a step whose recorder has died. */
export interface DeadStepEnd {
  readonly events: readonly { readonly ts: string; readonly kind: SessionEventKind }[];
  /** What is missing before its last lines. */
  readonly omitted: Omitted;
  /** The files of the lines, which are of no use once those are in the log. */
  readonly ringPaths: readonly string[];
}

/** Where the events of a dead step are to stand: behind an event of `ts`, the first of them as number `seq`. */
export interface EndPlace {
  readonly ts: string;
  readonly seq: number;
}

const NOTHING: Omitted = { lines: 0, bytes: 0 };

/** The failure of a step, and before it the lines that its recorder has saved and not logged. */
export function endOfDeadStep(
  logPath: string,
  step: OpenStep,
  error: string,
  { ts, seq }: EndPlace,
): DeadStepEnd {
  const failure = failureOf(step, error), { recorder, step_name } = step;
  const tail = recorder === undefined ? undefined : readRing(logPath, recorder, step_name);
  if (!tail) return { events: [{ ts, kind: failure }], omitted: NOTHING, ringPaths: [] };
  let last = ts;
  const lines = tail.lines.map(({ ts: cameAt, stream, line }) => {
    last = laterTimestamp(last, cameAt);
    return { ts: last, kind: { type: "step_output" as const, step_name, stream, line } };
  });
  const before = lines.length > 0 ? seq : undefined;
  const fields = tail.omitted.lines > 0 ? gapFields({ ...tail.omitted, before }) : {};
  return {
    events: [...lines, { ts: last, kind: { ...failure, ...fields } }],
    omitted: tail.omitted,
    ringPaths: tail.paths,
  };
}
