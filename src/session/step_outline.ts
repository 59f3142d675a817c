import type { OutputStream, SessionLogEvent } from "./event.ts";

/** What became of a step; `unfinished` was running when its session stopped, `not_run` was only planned. */
export type StepStatus =
  | "pending"
  | "running"
  | "completed"
  | "failed"
  | "skipped"
  | "unfinished"
  | "not_run";

/** A line of output that was kept. */
export interface TailLine {
  readonly stream: OutputStream;
  readonly line: string;
}

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
  readonly zag_command: string | null;
  readonly model: string | null;
  readonly prompt_preview: string | null;
  readonly saved_vars: readonly string[];
  readonly stdout_lines: number;
  readonly stderr_lines: number;
  /** How many more lines of output could not be recorded. */
  readonly lost_lines: number;
  /** The last lines of a step that has neither completed nor been skipped. */
  readonly tail: readonly TailLine[];
}

/** When and how a log that has been read ended, for steps without an end of their own. */
export interface OutlineEnd {
  /** Whether somebody still records the session. */
  readonly live: boolean;
  /** Now for a live session, the last sign of life for another. */
  readonly ms: number;
}

type StepEvent = Extract<SessionLogEvent, { step_name: string }>;

// A longer line is cut in the tail, so that ten steps of a hostile log cannot fill the memory or the screen.
const TAIL_LINE_CHARS = 1000;

/** Reduces the events of one step. */
export class StepOutline {
  #started: Extract<SessionLogEvent, { type: "step_started" }> | undefined;
  #ended: Exclude<StepEvent, { type: "step_started" | "step_output" }> | undefined;
  #outputAfterFailure = false;
  #failures = 0;
  #lines = { stdout: 0, stderr: 0 };
  #tail: TailLine[] = [];

  constructor(
    readonly name: string,
    readonly tierIndex: number,
    readonly tailLines: number,
  ) {}

  /** Whether a new start of the name is another step. */
  get begun(): boolean {
    return this.#started !== undefined || this.#ended !== undefined;
  }

  add(event: StepEvent): void {
    if (event.type === "step_started") this.#started = event;
    else if (event.type === "step_output") this.#addOutput(event);
    else {
      this.#ended = event;
      this.#outputAfterFailure = false;
      if (event.type === "step_failed") this.#failures = Math.max(event.attempt, this.#failures);
      else this.#tail = [];
    }
  }

  finish(end: OutlineEnd): OutlinedStep {
    const started = this.#started, ended = this.#ended, status = this.#status(end.live);
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
      zag_command: started?.zag_command ?? null,
      model: started?.model ?? null,
      prompt_preview: started?.prompt_preview ?? null,
      saved_vars: ended?.type === "step_completed" ? ended.saved_vars : [],
      stdout_lines: this.#lines.stdout,
      stderr_lines: this.#lines.stderr,
      lost_lines: lostLines(ended),
      tail: this.tailLines > 0 ? this.#tail.slice(-this.tailLines) : [],
    };
  }

  #addOutput({ stream, line }: Extract<StepEvent, { type: "step_output" }>): void {
    this.#lines[stream]++;
    if (this.#ended?.type === "step_failed") this.#outputAfterFailure = true;
    else if (this.#ended) return;
    if (this.tailLines === 0) return;
    this.#tail.push({ stream, line: shortened(line) });
    // Cut seldom, so that it costs little, and early enough.
    if (this.#tail.length >= this.tailLines * 2) this.#tail = this.#tail.slice(-this.tailLines);
  }

  #status(live: boolean): StepStatus {
    switch (this.#ended?.type) {
      case "step_completed":
        return "completed";
      case "step_skipped":
        return "skipped";
      case "step_failed":
        // A retry has no start of its own in the log.
        return live && this.#outputAfterFailure ? "running" : "failed";
      case undefined:
        if (this.#started || this.#lines.stdout + this.#lines.stderr > 0) {
          return live ? "running" : "unfinished";
        }
        return live ? "pending" : "not_run";
    }
  }

  #attempts(status: StepStatus): number {
    if (status === "failed") return this.#failures;
    const begun = status === "running" || status === "completed" || status === "unfinished";
    return begun ? this.#failures + 1 : 0;
  }

  #durationMs(status: StepStatus, end: OutlineEnd): number | null {
    if (this.#ended?.type === "step_completed") return this.#ended.duration_ms;
    if (!this.#started || status === "skipped") return null;
    const endMs = status === "failed" && this.#ended ? Date.parse(this.#ended.ts) : end.ms;
    const durationMs = endMs - Date.parse(this.#started.ts);
    return Number.isNaN(durationMs) ? null : Math.max(0, Math.round(durationMs));
  }
}

/** The extra field that our recorder gives the last event of a step. */
function lostLines(ended: object | undefined): number {
  const { lost_lines: count } = (ended ?? {}) as { lost_lines?: unknown };
  return typeof count === "number" && Number.isSafeInteger(count) && count > 0 ? count : 0;
}

function shortened(line: string): string {
  if (line.length <= TAIL_LINE_CHARS) return line;
  // Through bytes, because a slice alone would keep the long line in memory.
  return Buffer.from(line.slice(0, TAIL_LINE_CHARS)).toString() + "…";
}
