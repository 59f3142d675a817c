import type { OpenStep, OutlineEnd, StepFate } from "../writing/open_step.ts";
import type { OutputRun } from "../reading/output_runs.ts";
import { recorderOf, type StepEvent } from "../writing/step_event.ts";
import { type OutlinedStep, StepOutline } from "./step_outline.ts";

const MAX_STEPS = 10_000;

/**
 * The steps of a session. A name stands for the step that it was given to last: a script may run one step twice, also at
 * the same time, and then the recorder tells them apart.
 */
export class StepTable {
  /** How many steps there are beyond those that can be kept. */
  omitted = 0;
  readonly #all: StepOutline[] = [];
  readonly #byName = new Map<string, StepOutline>();
  readonly #byRecorder = new Map<number | undefined, StepOutline | undefined>();
  #tierIndex = 0;

  constructor(readonly tailLines: number) {}

  plan(tierIndex: number, names: readonly string[]): void {
    this.#tierIndex = tierIndex;
    for (const name of names) {
      if (this.#byName.get(name)?.tierIndex !== tierIndex) this.#open(name, tierIndex);
    }
  }

  tierAwaiting(name: string): number | undefined {
    const known = this.#byName.get(name);
    return known && !known.begun ? known.tierIndex : undefined;
  }

  start(event: Extract<StepEvent, { type: "step_started" }>): void {
    const { step_name: name, tier_index: tierIndex } = event;
    this.#tierIndex = tierIndex;
    const known = this.#byName.get(name);
    const step = known?.tierIndex === tierIndex && !known.begun
      ? known
      : this.#open(name, tierIndex);
    const recorder = recorderOf(event);
    if (recorder !== undefined) {
      // A process records one step at a time: of an earlier one with this number it cannot be the recorder any more.
      this.#byRecorder.get(recorder)?.abandon();
      this.#byRecorder.set(recorder, step);
    }
    step?.add(event);
  }

  add(event: Exclude<StepEvent, { type: "step_started" }>): void {
    const step = this.#known(event.step_name, recorderOf(event)) ?? this.#make(event.step_name);
    step?.add(event);
  }

  /** Adds lines of output at once. */
  addOutput(run: OutputRun): void {
    const { step_name } = run.event;
    (this.#known(step_name, undefined) ?? this.#make(step_name))?.addOutput(run);
  }

  /**
   * The steps that an event can still end. One whose name has been given to another, when its recorder's number cannot
   * tell the two apart, is superseded: whatever is written now would be taken for the other's.
   */
  openSteps(end: StepFate): OpenStep[] {
    return this.#all.flatMap((step) => {
      const open = step.open(end);
      return open && this.#known(step.name, step.recorder) === step ? [open] : [];
    });
  }

  /** By tier, and within one in the order of their beginning. */
  finish(end: OutlineEnd): OutlinedStep[] {
    return this.#all.map((step) => step.finish(end)).sort((a, b) => a.tier_index - b.tier_index);
  }

  /** Whose an event of this name and recorder is. */
  #known(name: string, recorder: number | undefined): StepOutline | undefined {
    const byRecorder = this.#byRecorder.get(recorder);
    return byRecorder?.name === name ? byRecorder : this.#byName.get(name);
  }

  /** A step whose start is damaged. */
  #make(name: string): StepOutline | undefined {
    return this.#all.length >= MAX_STEPS ? undefined : this.#open(name, this.#tierIndex);
  }

  #open(name: string, tierIndex: number): StepOutline | undefined {
    if (this.#all.length >= MAX_STEPS) {
      this.omitted++;
      this.#byName.delete(name);
      return undefined;
    }
    const step = new StepOutline(name, tierIndex, this.tailLines);
    this.#all.push(step);
    this.#byName.set(name, step);
    return step;
  }
}
