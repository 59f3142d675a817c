import type { OutputStream, SessionLogEvent } from "../event.ts";
import type { OutputRun } from "../reading/output_runs.ts";
import { type Omitted, sumOf } from "../ring/held_lines.ts";
import { gapOf } from "../ring/omitted.ts";
import { extraField, extraNumber, recorderOf, type StepEvent } from "../writing/step_event.ts";
import type { OpenStep, OutlineEnd, StepFate } from "../writing/open_step.ts";
import { StepTailLines, type TailLine } from "./step_tail_lines.ts";

/**
 * What became of a step: `dead` has lost its recorder without an end, `unfinished` still ran when its session was ended,
 * `not_run` was only planned.
 */
export type StepStatus =
  | "pending"
  | "running"
  | "completed"
  | "failed"
  | "skipped"
  | "dead"
  | "unfinished"
  | "not_run";

/** What a step amounts to. Durations are 0 or more; null is what is not known. */
export interface OutlinedStep {
  readonly step_name: string;
  readonly tier_index: number;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly started_at: string | null;
  readonly duration_ms: number | null;
  readonly exit_code: number | null;
  readonly error: string | null;
  /** Why it was skipped. */
  readonly reason: string | null;
  /** Whether its failure was declared not to matter. */
  readonly failure_allowed: boolean;
  readonly zag_command: string | null;
  readonly model: string | null;
  readonly prompt_preview: string | null;
  readonly saved_vars: readonly string[];
  readonly stdout_lines: number;
  readonly stderr_lines: number;
  /** How many more lines of output could not be recorded. */
  readonly lost_lines: number;
  /** How many secrets were masked in what is recorded of it. */
  readonly redactions: number;
  /** How many were left out, in all attempts, because the log was full, and their bytes with newlines. */
  readonly omitted_lines: number;
  readonly omitted_bytes: number;
  /** The last lines of a step that has neither completed nor been skipped. */
  readonly tail: readonly TailLine[];
}

/** What is missing of the output of all these steps because the log was full. */
export function omittedOfSteps(steps: readonly OutlinedStep[]): Omitted {
  return steps.reduce(
    (sum, { omitted_lines: lines, omitted_bytes: bytes }) => sumOf(sum, { lines, bytes }),
    { lines: 0, bytes: 0 },
  );
}

// So that the attempt after the last can still be written.
const MOST_FAILURES = 2 ** 32 - 2;

/** Reduces the events of one step. */
export class StepOutline {
  #started: Extract<SessionLogEvent, { type: "step_started" }> | undefined;
  #ended: Exclude<StepEvent, { type: "step_started" | "step_output" }> | undefined;
  #outputAfterFailure = false;
  #failures = 0;
  #omitted: Omitted = { lines: 0, bytes: 0 };
  #abandoned = false;
  #lastTs = "";
  #lines = { stdout: 0, stderr: 0 };
  readonly #tail: StepTailLines;

  constructor(
    readonly name: string,
    readonly tierIndex: number,
    tailLines: number,
  ) {
    this.#tail = new StepTailLines(tailLines);
  }

  /** Whether a new start of the name is another step. */
  get begun(): boolean {
    return this.#started !== undefined || this.#ended !== undefined;
  }

  /** The number of its recorder's `.live` file. */
  get recorder(): number | undefined {
    return this.#started && recorderOf(this.#started);
  }

  /** Its recorder does something else. */
  abandon(): void {
    this.#abandoned = true;
  }

  add(event: StepEvent): void {
    this.#lastTs = event.ts;
    if (event.type === "step_started") this.#started = event;
    else if (event.type === "step_output") {
      const { seq, stream, line } = event;
      if (this.#countOutput(stream, 1)) this.#tail.addLine(seq, stream, line);
    } else {
      this.#ended = event;
      this.#addGap(event);
      this.#outputAfterFailure = false;
      if (event.type === "step_failed") this.#failures = Math.max(event.attempt, this.#failures);
      else this.#tail.clear();
    }
  }

  /** Adds lines of output at once. */
  addOutput(run: OutputRun): void {
    const { event: { ts, stream }, count } = run;
    this.#lastTs = ts;
    if (this.#countOutput(stream, count)) this.#tail.addRun(run);
  }

  finish(end: OutlineEnd): OutlinedStep {
    const started = this.#started, ended = this.#ended, status = this.#status(end);
    return {
      step_name: this.name,
      tier_index: this.tierIndex,
      status,
      attempts: this.#attempts(status),
      started_at: started?.ts ?? null,
      duration_ms: this.#durationMs(status, end),
      exit_code: ended && "exit_code" in ended ? ended.exit_code : null,
      error: ended?.type === "step_failed" ? ended.error : null,
      reason: ended?.type === "step_skipped" ? ended.reason : null,
      failure_allowed: ended?.type === "step_failed" && extraField(ended, "allow_failure") === true,
      zag_command: started?.zag_command ?? null,
      model: started?.model ?? null,
      prompt_preview: started?.prompt_preview ?? null,
      saved_vars: ended?.type === "step_completed" ? ended.saved_vars : [],
      stdout_lines: this.#lines.stdout,
      stderr_lines: this.#lines.stderr,
      lost_lines: (ended && extraNumber(ended, "lost_lines")) ?? 0,
      redactions: (ended && extraNumber(ended, "redact")) ?? 0,
      omitted_lines: this.#omitted.lines,
      omitted_bytes: this.#omitted.bytes,
      tail: this.#tail.lines,
    };
  }

  /** Undefined for a step that is over, or has not begun. */
  open(end: StepFate): OpenStep | undefined {
    const status = this.#status(end), { name: step_name, recorder } = this;
    if (status !== "running" && status !== "dead") return undefined;
    const attempt = Math.min(this.#failures, MOST_FAILURES) + 1;
    return { step_name, attempt, recorder, status, last_ts: this.#lastTs };
  }

  #addGap(event: StepEvent): void {
    const gap = gapOf(event);
    if (gap) this.#omitted = sumOf(this.#omitted, gap);
  }

  /** Whether these lines belong to the tail. */
  #countOutput(stream: OutputStream, count: number): boolean {
    this.#lines[stream] += count;
    if (this.#ended?.type === "step_failed") this.#outputAfterFailure = true;
    else if (this.#ended) return false;
    return true;
  }

  #status(end: StepFate): StepStatus {
    switch (this.#ended?.type) {
      case "step_completed":
        return "completed";
      case "step_skipped":
        return "skipped";
      case "step_failed":
        if (end.ended || !this.#isTriedAgain) return "failed";
        break;
      case undefined:
        if (!this.#started && this.#lines.stdout + this.#lines.stderr === 0) {
          return end.live ? "pending" : "not_run";
        }
        if (end.ended) return "unfinished";
    }
    return this.#isRecorded(end) ? "running" : "dead";
  }

  /**
   * A retry has no start of its own in the log: ours says that there will be one, zig-core's shows by its output. Of ours,
   * output may be that of another step of the same name.
   */
  get #isTriedAgain(): boolean {
    if (this.recorder === undefined) return this.#outputAfterFailure;
    return this.#ended !== undefined && extraField(this.#ended, "retrying") === true;
  }

  /** By its recorder's lock; what zig-core records has none, and lives as its session does. */
  #isRecorded({ live, held }: StepFate): boolean {
    const { recorder } = this;
    if (recorder === undefined) return live;
    return !this.#abandoned && held.has(recorder);
  }

  #attempts(status: StepStatus): number {
    if (status === "failed") return this.#failures;
    const begun = status === "running" || status === "completed" ||
      status === "dead" || status === "unfinished";
    return begun ? this.#failures + 1 : 0;
  }

  #durationMs(status: StepStatus, end: OutlineEnd): number | null {
    if (this.#ended?.type === "step_completed") return this.#ended.duration_ms;
    if (!this.#started || status === "skipped") return null;
    // A failure is the last that is known of a step, as its last output is of one that died.
    const isOver = status === "failed" || status === "dead";
    const endMs = isOver ? Date.parse(this.#lastTs) : end.ms;
    const durationMs = endMs - Date.parse(this.#started.ts);
    return Number.isNaN(durationMs) ? null : Math.max(0, Math.round(durationMs));
  }
}
