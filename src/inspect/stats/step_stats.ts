import type { OutlinedStep } from "../../session/outline/step_outline.ts";
import { summarizeDurations } from "./duration_summary.ts";
import { type OutcomeCounts, successRate } from "./run_summary.ts";

/** How the runs of a step went. */
export interface StepStats extends OutcomeCounts {
  readonly step_name: string;
  readonly skipped: number;
  /** How often it completed only after an attempt had failed. */
  readonly passed_on_retry: number;
  /** How often, in its newest {@link RECENT_RUNS}, it went from success to failure or back. */
  readonly changes: number;
  /** Whether it fails without a cause that lasts: {@link FLAKY_CHANGES}. */
  readonly flaky: boolean;
}

/** So many runs of a step are looked at for {@link FLAKY_CHANGES}: over months, everything breaks now and then. */
export const RECENT_RUNS = 20;

/**
 * A step is flaky when it passed on a retry, or has lately changed between success and failure this often: one that breaks
 * has changed once, one that is mended twice, and at the third time it has broken again.
 */
export const FLAKY_CHANGES = 3;

// What a hostile log may make us hold: 200 steps of 20,000 durations, 32 MB.
const MAX_STEPS = 200, MAX_DURATIONS = 20_000;

/** Gathers what became of the steps of many runs, which are given newest first. */
export class StepStatsTable {
  /** How many steps of other names have been left out. */
  omitted = 0;
  readonly #steps = new Map<string, StepCounts>();
  readonly #omittedNames = new Set<string>();

  /** Adds the steps of a run. */
  add(steps: readonly OutlinedStep[]): void {
    for (const step of steps) this.#countsOf(step.step_name)?.add(step);
  }

  /** In the order in which the newest run that has them began them. */
  finish(): StepStats[] {
    return [...this.#steps].map(([step_name, counts]) => ({ step_name, ...counts.finish() }));
  }

  #countsOf(name: string): StepCounts | undefined {
    const known = this.#steps.get(name);
    if (known) return known;
    if (this.#steps.size >= MAX_STEPS) {
      if (this.#omittedNames.size < MAX_STEPS) this.#omittedNames.add(name);
      this.omitted = this.#omittedNames.size;
      return undefined;
    }
    const counts = new StepCounts();
    this.#steps.set(name, counts);
    return counts;
  }
}

class StepCounts {
  #completed = 0;
  #failed = 0;
  #dead = 0;
  #skipped = 0;
  #passedOnRetry = 0;
  #changes = 0;
  #lastCompleted: boolean | undefined;
  readonly #durationsMs: number[] = [];

  add({ status, attempts, duration_ms }: OutlinedStep): void {
    if (status === "skipped") this.#skipped++;
    else if (status === "dead" || status === "unfinished") this.#dead++;
    else if (status === "completed" || status === "failed") {
      const completed = status === "completed";
      if (completed) this.#completed++;
      else this.#failed++;
      if (completed && attempts > 1) this.#passedOnRetry++;
      if (this.#completed + this.#failed <= RECENT_RUNS) this.#compare(completed);
      if (duration_ms !== null && this.#durationsMs.length < MAX_DURATIONS) {
        this.#durationsMs.push(duration_ms);
      }
    }
  }

  #compare(completed: boolean): void {
    if (this.#lastCompleted !== undefined && this.#lastCompleted !== completed) this.#changes++;
    this.#lastCompleted = completed;
  }

  finish(): Omit<StepStats, "step_name"> {
    return {
      completed: this.#completed,
      failed: this.#failed,
      dead: this.#dead,
      skipped: this.#skipped,
      success_rate: successRate(this.#completed, this.#failed),
      duration_ms: summarizeDurations(this.#durationsMs),
      passed_on_retry: this.#passedOnRetry,
      changes: this.#changes,
      flaky: this.#passedOnRetry > 0 || this.#changes >= FLAKY_CHANGES,
    };
  }
}
