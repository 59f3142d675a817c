import type { SessionLogEvent } from "./event.ts";
import { readSessionEvents } from "./reading/read_session_events.ts";
import { type OutlinedStep, type OutlineEnd, StepOutline } from "./step_outline.ts";

/** How a log is outlined. */
export interface OutlineOptions {
  /** How many of its last lines of output a step keeps that has not completed. */
  readonly tailLines: number;
  /** Whether somebody still records the session, which its state says. */
  readonly live: boolean;
  readonly nowMs: number;
}

/** Lines of a log that are no events. */
export interface Damage {
  readonly lines: number;
  /** Bytes from the start of the log to the first of them. */
  readonly first_offset: number | null;
}

/** What a session amounts to, in an amount of memory that does not grow with its output. */
export interface SessionOutline {
  /** The first event; null when it is damaged. */
  readonly started: Extract<SessionLogEvent, { type: "zig_session_started" }> | null;
  readonly ended: Extract<SessionLogEvent, { type: "zig_session_ended" }> | null;
  /** When the log was last written to; null for a log without events. */
  readonly last_ts: string | null;
  /** By tier, and within one by their beginning. */
  readonly steps: readonly OutlinedStep[];
  /** How many more there are, in a log with more steps than can be shown. */
  readonly omitted_steps: number;
  readonly damage: Damage;
}

const MAX_STEPS = 10_000;

/** Outlines a log in one pass. A damaged line is counted and left out. Throws StorageError when the log cannot be opened. */
export function outlineSession(logPath: string, options: OutlineOptions): SessionOutline {
  let lines = 0, first_offset: number | null = null;
  const events = readSessionEvents(logPath, ({ offset, fault }) => {
    // In a live log it is still being written.
    if (options.live && fault.startsWith("torn:")) return;
    lines++;
    first_offset ??= offset;
  });
  const outline = outlineEvents(events, options);
  return { ...outline, damage: { lines, first_offset } };
}

/** Outlines events in the order of their log. */
export function outlineEvents(
  events: Iterable<SessionLogEvent>,
  { tailLines, live, nowMs }: OutlineOptions,
): SessionOutline {
  const steps = new StepTable(tailLines);
  let started: SessionOutline["started"] = null, ended: SessionOutline["ended"] = null;
  let last_ts: string | null = null;
  for (const event of events) {
    last_ts = event.ts;
    if (event.type === "zig_session_started") started ??= event;
    else if (event.type === "zig_session_ended") ended = event;
    else if (event.type === "tier_started") steps.plan(event.tier_index, event.step_names);
    else if (event.type === "step_started") {
      steps.start(event.step_name, event.tier_index)?.add(event);
    } else if ("step_name" in event) steps.find(event.step_name)?.add(event);
  }
  const running = live && ended === null;
  const end = { live: running, ms: running ? nowMs : Date.parse(last_ts ?? "") };
  const damage = { lines: 0, first_offset: null };
  return {
    started,
    ended,
    last_ts,
    steps: steps.finish(end),
    omitted_steps: steps.omitted,
    damage,
  };
}

/** The steps of a session. A name stands for the step that it was given to last: a script may run one step twice. */
class StepTable {
  omitted = 0;
  readonly #all: StepOutline[] = [];
  readonly #byName = new Map<string, StepOutline>();
  #tierIndex = 0;

  constructor(readonly tailLines: number) {}

  plan(tierIndex: number, names: readonly string[]): void {
    this.#tierIndex = tierIndex;
    for (const name of names) {
      if (this.#byName.get(name)?.tierIndex !== tierIndex) this.#open(name, tierIndex);
    }
  }

  start(name: string, tierIndex: number): StepOutline | undefined {
    this.#tierIndex = tierIndex;
    const known = this.#byName.get(name);
    return known?.tierIndex === tierIndex && !known.begun ? known : this.#open(name, tierIndex);
  }

  find(name: string): StepOutline | undefined {
    const known = this.#byName.get(name);
    return known || this.#full ? known : this.#open(name, this.#tierIndex);
  }

  finish(end: OutlineEnd): OutlinedStep[] {
    return this.#all.map((step) => step.finish(end)).sort((a, b) => a.tier_index - b.tier_index);
  }

  get #full(): boolean {
    return this.#all.length >= MAX_STEPS;
  }

  #open(name: string, tierIndex: number): StepOutline | undefined {
    if (this.#full) {
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
