import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import type { ScannedEvent, ScannedOutput } from "../../session/reading/scan_log.ts";
import { scanOutline } from "../../session/outline/scan_outline.ts";
import type { SessionOutline } from "../../session/outline/session_outline.ts";
import { type SessionState, sessionState } from "../../session/lifecycle/session_state.ts";
import type { OutlinedStep } from "../../session/outline/step_outline.ts";
import type { ByteRange } from "../../storage/lines/lines_between.ts";

/** A session as it is compared with another. */
export interface RecordedRun {
  readonly entry: SessionEntry;
  readonly state: SessionState;
  readonly outline: SessionOutline;
  readonly steps: readonly RecordedStep[];
}

/** A step, and where its output lies in the log; null where it has not begun. */
export interface RecordedStep {
  readonly step: OutlinedStep;
  /** How many steps of its name come before it. */
  readonly occurrence: number;
  readonly range: ByteRange | null;
}

// As many as an outline has.
const MAX_RANGES = 10_000;

/** Reads a session's structure, and where in its log each step's output begins and ends. Throws StorageError. */
export function readRun(entry: SessionEntry, nowMs: number): RecordedRun {
  let state = sessionState(entry.log_path, entry.status);
  const live = state === "running" || state === "idle";
  const ranges = new StepRanges();
  const outline = scanOutline(entry.log_path, { live, nowMs }, (scanned) => ranges.add(scanned));
  // It may have ended since it was asked for its state.
  if (outline.ended) state = sessionState(entry.log_path, outline.ended.status);
  return { entry, state, outline, steps: recordedSteps(outline.steps, ranges) };
}

function recordedSteps(steps: readonly OutlinedStep[], ranges: StepRanges): RecordedStep[] {
  const occurrences = new Map<string, number>(), begun = new Map<string, number>();
  return steps.map((step) => {
    const { step_name: name } = step;
    const occurrence = counted(occurrences, name);
    const range = step.started_at === null ? undefined : ranges.of(name)[counted(begun, name)];
    return { step, occurrence, range: range ?? null };
  });
}

/** How often this has been asked for before. */
function counted(counts: Map<string, number>, name: string): number {
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count;
}

/** Where the steps of each name begin and end: output belongs to the one that was started last. */
class StepRanges {
  readonly #byName = new Map<string, { start: number; end: number }[]>();
  #count = 0;

  add(scanned: ScannedOutput | ScannedEvent): void {
    const { offset, length, event } = scanned;
    if (event?.type === "step_started" && this.#count < MAX_RANGES) {
      const known = this.#byName.get(event.step_name);
      const range = { start: offset, end: offset + length + 1 };
      this.#count++;
      if (known) known.push(range);
      else this.#byName.set(event.step_name, [range]);
    } else if (!event) {
      const range = this.#byName.get(scanned.stepName)?.at(-1);
      if (range) range.end = offset + length + 1;
    }
  }

  of(name: string): readonly ByteRange[] {
    return this.#byName.get(name) ?? [];
  }
}
