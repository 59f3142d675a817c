import type { ExitStatus } from "../../runtime/process/spawn.ts";

/**
 * How a command ended: as a process does; or for a reason of ours, with the code that we give it: 124 timed out, 125 not
 * run because it could not be recorded, 126 could not be run, 127 not found; or it was cancelled by a signal before it was
 * run again.
 */
export type Outcome =
  | (ExitStatus & {
    /** Why it was killed, where that is known. */
    readonly cause?: string;
  })
  | { readonly code: 124 | 125 | 126 | 127; readonly reason: string }
  | { readonly signal: number; readonly reason: string };

/** Whether a command was not run at all. */
export function wasNotRun(outcome: Outcome): boolean {
  return "reason" in outcome && "code" in outcome && outcome.code !== 124;
}
