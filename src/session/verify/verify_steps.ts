import type { SessionLogEvent } from "../event.ts";

/** A step that had begun and not ended. */
export interface OpenStep {
  readonly step_name: string;
  /** From 1. */
  readonly attempt: number;
}

// As many as a session's outline shows; what a hostile log has more of is not looked after.
const MAX_STEPS = 10_000;

/** Follows which steps run. A retry has no start of its own: output after a failure is its first sign. */
export class OpenSteps {
  readonly #steps = new Map<string, { state: "open" | "failed" | "over"; failures: number }>();

  see(event: SessionLogEvent): void {
    if (!("step_name" in event)) return;
    const name = event.step_name, known = this.#steps.get(name);
    switch (event.type) {
      case "step_started":
        this.#steps.delete(name);
        this.#open(name);
        break;
      case "step_output":
        if (!known) this.#open(name);
        else if (known.state === "failed") known.state = "open";
        break;
      case "step_failed": {
        const failures = Math.max(known?.failures ?? 0, event.attempt);
        this.#set(name, { state: "failed", failures });
        break;
      }
      case "step_completed":
      case "step_skipped":
        this.#set(name, { state: "over", failures: 0 });
        break;
    }
  }

  /** Those that run now, in the order of their start. */
  get open(): OpenStep[] {
    return [...this.#steps].flatMap(([step_name, { state, failures }]) =>
      state === "open" ? [{ step_name, attempt: failures + 1 }] : []
    );
  }

  #open(name: string): void {
    this.#set(name, { state: "open", failures: 0 });
  }

  #set(name: string, step: { state: "open" | "failed" | "over"; failures: number }): void {
    if (this.#steps.has(name) || this.#steps.size < MAX_STEPS) this.#steps.set(name, step);
  }
}
