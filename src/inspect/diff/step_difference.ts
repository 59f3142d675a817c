import type { OutlinedStep, StepStatus } from "../../session/outline/step_outline.ts";
import { compareOutput, type OutputDifferences } from "./compare_output.ts";
import { lineNormalizer } from "./normalize_line.ts";
import type { RecordedRun, RecordedStep } from "./recorded_run.ts";
import { type TimeDifference, timeDifference } from "./time_difference.ts";

/** A fact of a step, in two runs. */
export interface FactDifference<Fact> {
  readonly before: Fact;
  readonly after: Fact;
}

/** What became of a step in two runs. */
export interface StepDifference {
  readonly step_name: string;
  /** How many steps of its name come before it. */
  readonly occurrence: number;
  /** `missing` is in the earlier run alone, `new` in the later. A time alone makes no change. */
  readonly change: "missing" | "new" | "changed" | "same";
  readonly before: OutlinedStep | null;
  readonly after: OutlinedStep | null;
  /** Which facts differ, ids and the like within them left aside. */
  readonly changed: readonly StepFact[];
  readonly time: TimeDifference | null;
  /** Null where the step has not run in both, or too many have: see {@link MOST_COMPARED}. */
  readonly output: OutputDifferences | null;
}

/** What is compared of a step beside its output. */
export type StepFact = "status" | "exit_code" | "attempts" | "error" | "reason" | "prompt_preview";

const FACTS: readonly StepFact[] = [
  "status",
  "exit_code",
  "attempts",
  "error",
  "reason",
  "prompt_preview",
];

/** The output of so many steps is compared: for each the two logs are read anew from its beginning to its end. */
export const MOST_COMPARED = 500;

const NEVER_RAN: readonly StepStatus[] = ["pending", "skipped", "not_run"];

/** Compares the steps of two runs, in the order of the later one, with those that it misses behind. Throws StorageError. */
export function stepDifferences(
  before: RecordedRun,
  after: RecordedRun,
  lineLimit: number,
): StepDifference[] {
  const open = new Map(before.steps.map((recorded) => [keyOf(recorded), recorded]));
  let compared = 0;
  const differences = after.steps.map((recorded) => {
    const key = keyOf(recorded), counterpart = open.get(key);
    if (!counterpart) return lone(recorded, "new");
    open.delete(key);
    const output = compared < MOST_COMPARED
      ? outputDifferences(before, counterpart, after, recorded, lineLimit)
      : null;
    if (output) compared++;
    return both(counterpart, recorded, output, [before, after].map(normalizerOf));
  });
  return [...differences, ...[...open.values()].map((recorded) => lone(recorded, "missing"))];
}

function keyOf({ step, occurrence }: RecordedStep): string {
  return `${occurrence} ${step.step_name}`;
}

function lone({ step, occurrence }: RecordedStep, change: "new" | "missing"): StepDifference {
  const isNew = change === "new";
  return {
    step_name: step.step_name,
    occurrence,
    change,
    before: isNew ? null : step,
    after: isNew ? step : null,
    changed: [],
    time: null,
    output: null,
  };
}

function both(
  { step: before }: RecordedStep,
  { step: after, occurrence }: RecordedStep,
  output: OutputDifferences | null,
  [normalizeBefore, normalizeAfter]: readonly ((text: string) => string)[],
): StepDifference {
  const changed = FACTS.filter((fact) => {
    // What is skipped has no command line to tell of.
    if (fact === "prompt_preview" && (before[fact] === null || after[fact] === null)) return false;
    return comparable(before[fact], normalizeBefore) !== comparable(after[fact], normalizeAfter);
  });
  const { before: missing, after: added, both: more } = output?.total ??
    { before: 0, after: 0, both: 0 };
  return {
    step_name: after.step_name,
    occurrence,
    change: changed.length + missing + added + more > 0 ? "changed" : "same",
    before,
    after,
    changed,
    time: timeDifference(before.duration_ms, after.duration_ms),
    output,
  };
}

function comparable(
  fact: OutlinedStep[StepFact],
  normalize: ((text: string) => string) | undefined,
): string | number | null {
  return typeof fact === "string" && normalize ? normalize(fact) : fact;
}

function normalizerOf({ outline }: RecordedRun) {
  return lineNormalizer({ cwd: outline.started?.cwd ?? null });
}

function outputDifferences(
  runBefore: RecordedRun,
  before: RecordedStep,
  runAfter: RecordedRun,
  after: RecordedStep,
  lineLimit: number,
): OutputDifferences | null {
  const sources = [[runBefore, before], [runAfter, after]] as const;
  const [one, other] = sources.map(([{ entry, outline }, { step, range }]) =>
    range && !NEVER_RAN.includes(step.status)
      ? {
        logPath: entry.log_path,
        cwd: outline.started?.cwd ?? null,
        stepName: step.step_name,
        range,
      }
      : undefined
  );
  return one && other ? compareOutput(one, other, lineLimit) : null;
}
