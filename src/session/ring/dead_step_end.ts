import type { SessionEventKind } from "../event.ts";
import { failureOf, type OpenStep } from "../writing/open_step.ts";
import { laterTimestamp } from "../writing/timestamp.ts";
import type { LeftOut } from "./held_lines.ts";
import { omissionFields } from "./omission.ts";
import { readRing } from "./read_ring.ts";

/** What is appended for a step whose recorder has died. */
export interface DeadStepEnd {
  readonly events: readonly { readonly ts: string; readonly kind: SessionEventKind }[];
  /** What is missing before its last lines. */
  readonly leftOut: LeftOut;
  /** The files of the lines, which are of no use once those are in the log. */
  readonly ringPaths: readonly string[];
}

/** Where the events of a dead step are to stand: behind an event of `ts`, the first of them as number `seq`. */
export interface EndPlace {
  readonly ts: string;
  readonly seq: number;
}

const NOTHING: LeftOut = { lines: 0, bytes: 0 };

/** The failure of a step, and before it the lines that its recorder has saved and not logged. */
export function endOfDeadStep(
  logPath: string,
  step: OpenStep,
  error: string,
  { ts, seq }: EndPlace,
): DeadStepEnd {
  const failure = failureOf(step, error), { recorder, step_name } = step;
  const tail = recorder === undefined ? undefined : readRing(logPath, recorder, step_name);
  if (!tail) return { events: [{ ts, kind: failure }], leftOut: NOTHING, ringPaths: [] };
  let last = ts;
  const lines = tail.lines.map(({ ts: cameAt, stream, line }) => {
    last = laterTimestamp(last, cameAt);
    return { ts: last, kind: { type: "step_output" as const, step_name, stream, line } };
  });
  const before = lines.length > 0 ? seq : undefined;
  const fields = tail.leftOut.lines > 0 ? omissionFields({ ...tail.leftOut, before }) : {};
  return {
    events: [...lines, { ts: last, kind: { ...failure, ...fields } }],
    leftOut: tail.leftOut,
    ringPaths: tail.paths,
  };
}
