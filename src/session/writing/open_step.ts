import type { SessionEventKind } from "../event.ts";

/** When and how a log that has been read ended, for steps without an end of their own. */
export interface OutlineEnd {
  /** Whether the session goes on. */
  readonly live: boolean;
  /** Whether it has an end, so that no step can go on. */
  readonly ended: boolean;
  /** Now for a session that goes on, the last sign of life for another. */
  readonly ms: number;
  /** The numbers of the `.live` files that processes hold. */
  readonly held: ReadonlySet<number>;
}

/** What decides between a step that runs and one that is dead. */
export type StepFate = Omit<OutlineEnd, "ms">;

/** A step without an end, to which an event can still give one. */
export interface OpenStep {
  readonly step_name: string;
  /** The attempt that has no end, from 1. */
  readonly attempt: number;
  /** The number of its recorder's `.live` file; undefined for what zig-core records. */
  readonly recorder: number | undefined;
  readonly status: "running" | "dead";
  /** When it was last heard of. */
  readonly last_ts: string;
}

/** The event that ends a step from outside. Its recorder says which is meant where two have the same name. */
export function failureOf(
  { step_name, attempt, recorder }: OpenStep,
  error: string,
): SessionEventKind {
  const extra = recorder === undefined ? {} : { recorder };
  return { type: "step_failed", step_name, exit_code: null, attempt, error, ...extra };
}
