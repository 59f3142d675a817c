import type { SessionLogEvent } from "../event.ts";

/** An event of one step. */
export type StepEvent = Extract<SessionLogEvent, { step_name: string }>;

/** The number of the `.live` file of who has written an event of a step: an extra field of ours. */
export function recorderOf(event: StepEvent): number | undefined {
  return extraNumber(event, "recorder");
}

/** A field that is not in the format. */
export function extraField(event: StepEvent, name: string): unknown {
  return (event as unknown as Record<string, unknown>)[name];
}

/** Such a field where it is a whole number from 1 on; it may hold anything. */
export function extraNumber(event: StepEvent, name: string): number | undefined {
  const value = extraField(event, name);
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
