import type { SessionLogEvent } from "../event.ts";
import { type Omitted, sumOf } from "../ring/held_lines.ts";
import { gapOf } from "../ring/omitted.ts";
import { heldLiveNumbers } from "../lifecycle/liveness.ts";
import type { OutputRun } from "../reading/output_runs.ts";
import { readSessionEvents } from "../reading/read_session_events.ts";
import type { OpenStep } from "../writing/open_step.ts";
import type { OutlinedStep } from "./step_outline.ts";
import { StepTable } from "./step_table.ts";

/** How a log is outlined. */
export interface OutlineOptions {
  /** How many of its last lines of output a step keeps that has not completed. */
  readonly tailLines: number;
  /** Whether the session goes on, which its state says. */
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

/** Outlines a log in one pass. A damaged line is counted and left out. Throws StorageError when the log cannot be opened. */
export function outlineSession(logPath: string, options: OutlineOptions): SessionOutline {
  let lines = 0, first_offset: number | null = null;
  const held = new Set(heldLiveNumbers(logPath));
  const outliner = new SessionOutliner(options.tailLines);
  const events = readSessionEvents(logPath, ({ offset, fault }) => {
    // In a live log it is still being written.
    if (options.live && fault.startsWith("torn:")) return;
    lines++;
    first_offset ??= offset;
  }, (run) => outliner.addOutput(run));
  for (const event of events) outliner.add(event);
  // Looked at before and after: a step may end in between without its end being read, or begin.
  for (const number of heldLiveNumbers(logPath)) held.add(number);
  return { ...outliner.finish({ ...options, held }), damage: { lines, first_offset } };
}

/** Outlines events in the order of their log; `held` are the numbers of the `.live` files that processes hold. */
export function outlineEvents(
  events: Iterable<SessionLogEvent>,
  { tailLines, live, nowMs, held }: OutlineOptions & { readonly held?: ReadonlySet<number> },
): SessionOutline {
  const outliner = new SessionOutliner(tailLines);
  for (const event of events) outliner.add(event);
  return outliner.finish({ live, nowMs, held: held ?? new Set() });
}

/** When a log is outlined, and what is known of it by its locks. */
export interface OutlineMoment extends Omit<OutlineOptions, "tailLines"> {
  /** The numbers of the `.live` files that processes hold. */
  readonly held: ReadonlySet<number>;
}

/** Outlines a session as its events come. */
export class SessionOutliner {
  readonly #steps: StepTable;
  #started: SessionOutline["started"] = null;
  #ended: SessionOutline["ended"] = null;
  #lastTs: string | null = null;
  #tiers = 0;
  #omitted: Omitted = { lines: 0, bytes: 0 };

  constructor(tailLines: number) {
    this.#steps = new StepTable(tailLines);
  }

  get started(): SessionOutline["started"] {
    return this.#started;
  }

  get ended(): SessionOutline["ended"] {
    return this.#ended;
  }

  /** What is missing of the output of all steps because the log was full. */
  get omitted(): Omitted {
    return this.#omitted;
  }

  /** The index that the next tier gets. */
  get nextTier(): number {
    return this.#tiers;
  }

  /** The last tier that has announced this step and in which it has neither begun nor been skipped. */
  tierAwaiting(stepName: string): number | undefined {
    return this.#steps.tierAwaiting(stepName);
  }

  add(event: SessionLogEvent): void {
    this.#lastTs = event.ts;
    if (event.type === "zig_session_started") this.#started ??= event;
    else if (event.type === "zig_session_ended") this.#ended = event;
    // By its type alone: any event may have further fields, of any name.
    else if (event.type === "tier_started" || event.type === "step_started") {
      this.#tiers = Math.max(this.#tiers, event.tier_index + 1);
      if (event.type === "tier_started") this.#steps.plan(event.tier_index, event.step_names);
      else this.#steps.start(event);
    } else if (event.type !== "heartbeat") {
      this.#steps.add(event);
      const gap = gapOf(event);
      if (gap) this.#omitted = sumOf(this.#omitted, gap);
    }
  }

  /** Adds lines of output at once. */
  addOutput(run: OutputRun): void {
    this.#lastTs = run.event.ts;
    this.#steps.addOutput(run);
  }

  /** The steps that run or are dead, and that an event can still end, in the order of the log. */
  openSteps({ live, held }: Omit<OutlineMoment, "nowMs">): OpenStep[] {
    const ended = this.#ended !== null;
    return this.#steps.openSteps({ live: live && !ended, ended, held });
  }

  finish({ live, nowMs, held }: OutlineMoment): SessionOutline {
    const goesOn = live && this.#ended === null;
    const ms = goesOn ? nowMs : Date.parse(this.#lastTs ?? "");
    return {
      started: this.#started,
      ended: this.#ended,
      last_ts: this.#lastTs,
      steps: this.#steps.finish({ live: goesOn, ended: this.#ended !== null, ms, held }),
      omitted_steps: this.#steps.omitted,
      damage: { lines: 0, first_offset: null },
    };
  }
}
