import type { OutputEvent } from "./matching/line_matcher.ts";

const MAX_STEPS = 256, MAX_CHARS = 16 << 20;

/** A line around a match. */
export interface ContextLine {
  readonly event: OutputEvent;
  /** Whether it is a match itself. */
  readonly isMatch: boolean;
}

/** The last lines of each step. Of too many steps, or too much text, those that have been silent longest are forgotten. */
export class StepHistory {
  /** The step that spoke last stands last. */
  readonly #steps = new Map<string, ContextLine[]>();
  #chars = 0;

  constructor(readonly lines: number) {}

  add(line: ContextLine): void {
    if (this.lines === 0) return;
    const { step_name } = line.event;
    const lines = this.#steps.get(step_name) ?? [];
    lines.push(line);
    this.#chars += line.event.line.length;
    if (lines.length > this.lines) this.#chars -= lines.shift()?.event.line.length ?? 0;
    this.#steps.delete(step_name);
    this.#steps.set(step_name, lines);
    while (this.#steps.size > 1 && this.#isTooMuch) this.#forgetOne();
    while (lines.length > 1 && this.#isTooMuch) {
      this.#chars -= lines.shift()?.event.line.length ?? 0;
    }
  }

  /** The last lines of a step, in their order. */
  before(stepName: string): readonly ContextLine[] {
    return [...this.#steps.get(stepName) ?? []];
  }

  get #isTooMuch(): boolean {
    return this.#steps.size > MAX_STEPS || this.#chars > MAX_CHARS;
  }

  #forgetOne(): void {
    const [oldest] = this.#steps;
    if (!oldest) return;
    const [name, lines] = oldest;
    this.#steps.delete(name);
    for (const { event } of lines) this.#chars -= event.line.length;
  }
}
