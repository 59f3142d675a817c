import type { OutputStream, SessionLogEvent } from "./event.ts";
import type { OutputRun } from "./reading/output_runs.ts";
import { type LeftOut, sumOf } from "./ring/held_lines.ts";
import { omissionOf } from "./ring/omission.ts";
import type { OpenStep, OutlineEnd, StepFate } from "./open_step.ts";

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

/** A line of output that was kept. */
export interface TailLine {
  readonly seq: number;
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

/** An event of one step. */
export type StepEvent = Extract<SessionLogEvent, { step_name: string }>;

// A longer line is cut in the tail, so that ten steps of a hostile log cannot fill the memory or the screen.
const TAIL_LINE_CHARS = 1000;
// So that the attempt after the last can still be written.
const MOST_FAILURES = 2 ** 32 - 2;

/** The number of the `.live` file of who has written an event of a step: an extra field of ours. */
export function recorderOf(event: StepEvent): number | undefined {
  return extraNumber(event, "recorder");
}

/** Reduces the events of one step. */
export class StepOutline {
  #started: Extract<SessionLogEvent, { type: "step_started" }> | undefined;
  #ended: Exclude<StepEvent, { type: "step_started" | "step_output" }> | undefined;
  #outputAfterFailure = false;
  #failures = 0;
  #omitted: LeftOut = { lines: 0, bytes: 0 };
  #abandoned = false;
  #lastTs = "";
  #lines = { stdout: 0, stderr: 0 };
  #tail: TailPart[] = [];

  constructor(
    readonly name: string,
    readonly tierIndex: number,
    readonly tailLines: number,
  ) {}

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
      if (this.#countOutput(stream, 1)) this.#addTail([{ seq, stream, line: shortened(line) }]);
    } else {
      this.#ended = event;
      this.#addOmission(event);
      this.#outputAfterFailure = false;
      if (event.type === "step_failed") this.#failures = Math.max(event.attempt, this.#failures);
      else this.#tail = [];
    }
  }

  /** Adds lines of output at once. */
  addOutput(run: OutputRun): void {
    const { event: { ts, stream }, count } = run;
    this.#lastTs = ts;
    if (this.#countOutput(stream, count)) this.#addTail(runTail(run, this.tailLines));
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
      failure_allowed: ended?.type === "step_failed" && extra(ended, "allow_failure") === true,
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
      tail: this.tailLines > 0 ? this.#tail.flatMap(tailLinesOf).slice(-this.tailLines) : [],
    };
  }

  /** Undefined for a step that is over, or has not begun. */
  open(end: StepFate): OpenStep | undefined {
    const status = this.#status(end), { name: step_name, recorder } = this;
    if (status !== "running" && status !== "dead") return undefined;
    const attempt = Math.min(this.#failures, MOST_FAILURES) + 1;
    return { step_name, attempt, recorder, status, last_ts: this.#lastTs };
  }

  #addOmission(event: StepEvent): void {
    const omission = omissionOf(event);
    if (omission) this.#omitted = sumOf(this.#omitted, omission);
  }

  /** Whether these lines belong to the tail. */
  #countOutput(stream: OutputStream, count: number): boolean {
    this.#lines[stream] += count;
    if (this.#ended?.type === "step_failed") this.#outputAfterFailure = true;
    else if (this.#ended) return false;
    return this.tailLines > 0;
  }

  #addTail(part: TailPart): void {
    this.#tail.push(part);
    // Each part has a line at least. Cut seldom, so that it costs little, and early enough.
    if (this.#tail.length >= this.tailLines * 2) this.#tail = this.#tail.slice(-this.tailLines);
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
    return this.#ended !== undefined && extra(this.#ended, "retrying") === true;
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

function extra(event: StepEvent, name: string): unknown {
  return (event as unknown as Record<string, unknown>)[name];
}

/** A field that is not in the format, and may hold anything. */
function extraNumber(event: StepEvent, name: string): number | undefined {
  const value = extra(event, name);
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** Lines of the tail, or how to make them. */
type TailPart = readonly TailLine[] | (() => TailLine[]);

function tailLinesOf(part: TailPart): readonly TailLine[] {
  return typeof part === "function" ? part() : part;
}

/** Of most runs, the lines are never made. */
function runTail(run: OutputRun, tailLines: number): TailPart {
  const lines = Math.min(run.count, tailLines), bytes = run.lastLines(lines);
  const seq = run.event.seq + run.count - lines, { stream } = run.event;
  if (bytes.length > lines * TAIL_LINE_CHARS) return linesOf(bytes, seq, stream);
  // The memory is about to be used for the next block.
  const copy = Buffer.from(bytes);
  return () => linesOf(copy, seq, stream);
}

function linesOf(bytes: Buffer, firstSeq: number, stream: OutputStream): TailLine[] {
  return bytes.toString().trimEnd().split("\n").map((json, index) => {
    const { line } = JSON.parse(json) as { line: string };
    return { seq: firstSeq + index, stream, line: shortened(line) };
  });
}

function shortened(line: string): string {
  if (line.length <= TAIL_LINE_CHARS) return line;
  // Through bytes, because a slice alone would keep the long line in memory.
  return Buffer.from(line.slice(0, TAIL_LINE_CHARS)).toString() + "…";
}
