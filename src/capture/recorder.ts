import type { ExitStatus } from "../runtime/spawn.ts";
import { signalName } from "../runtime/signals.ts";
import type { OutputStream } from "../session/event.ts";
import { SessionCoordinator } from "../session/session_coordinator.ts";
import { SessionWriter } from "../session/session_writer.ts";
import { LineSplitter } from "./line_splitter.ts";
import { OutputLog } from "./output_log.ts";

/** What a recorded command is called and how it is recorded. */
export interface RecorderOptions {
  readonly workflow: string;
  readonly workflowPath: string;
  readonly step: string;
  readonly prompt: string | null;
  /** The command line as it is shown. */
  readonly preview: string;
  readonly maxLineBytes: number;
  readonly heartbeatSecs: number;
}

/** How a command ended: as a process does, or without having been started. */
export type Outcome = ExitStatus | { readonly code: 125 | 126 | 127; readonly refusal: string };

const PARTIAL_LINE_MS = 1000;

/**
 * Records one command as a session of one step. No method throws: what cannot be recorded is not, the command goes on,
 * and {@link fault} says why.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  #writer: SessionWriter | undefined;
  #coordinator: SessionCoordinator | undefined;
  #output: OutputLog | undefined;
  readonly #splitters: Readonly<Record<OutputStream, LineSplitter>>;
  readonly #startedMs: number;
  #lastOutputMs = 0;
  #partialTimer: ReturnType<typeof setTimeout> | undefined;
  /** The first reason why something was not recorded. */
  fault: string | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { workflow, workflowPath, step, prompt, preview, maxLineBytes, heartbeatSecs } = options;
    this.#splitters = {
      stdout: new LineSplitter(maxLineBytes),
      stderr: new LineSplitter(maxLineBytes),
    };
    this.#attempt(() => {
      const writer = SessionWriter.create({
        workflow_name: workflow,
        workflow_path: workflowPath,
        prompt,
        tier_count: 1,
        onIndexError: (error) => this.#noteFault(error.message),
      });
      this.#writer = writer;
      this.#output = new OutputLog(writer, (reason) => this.#noteFault(reason));
      this.#coordinator = SessionCoordinator.start(writer, {
        heartbeatSecs,
        ownSignals: false,
        onHeartbeatError: (error) => this.#noteFault(`The heartbeat failed: ${error.message}`),
      });
      writer.tierStarted(0, [step]);
      writer.stepStarted(step, 0, `zig-${workflow}-${step}`, "exec", null, preview);
    });
    this.#startedMs = performance.now();
  }

  get sessionId(): string | undefined {
    return this.#writer?.sessionId;
  }

  get logPath(): string | undefined {
    return this.#writer?.logPath;
  }

  get lostLines(): number {
    return this.#output?.lostLines ?? 0;
  }

  /** Milliseconds since the step began. */
  get elapsedMs(): number {
    return Math.round(performance.now() - this.#startedMs);
  }

  /** Records bytes that the command has written. */
  add(stream: OutputStream, chunk: Uint8Array): void {
    if (!this.#output) return;
    this.#lastOutputMs = performance.now();
    this.#give(stream, this.#splitters[stream].push(chunk));
    if (this.#splitters[stream].hasRest) this.#partialTimer ??= this.#watchPartial(PARTIAL_LINE_MS);
  }

  /** Records how the command ended and ends the session. */
  finish(outcome: Outcome): void {
    clearTimeout(this.#partialTimer);
    for (const stream of STREAMS) this.#give(stream, this.#splitters[stream].end());
    this.#output?.end();
    this.#attempt(() => this.#finishStep(outcome));
    const success = "code" in outcome && outcome.code === 0;
    this.#attempt(() => this.#coordinator?.finish(success ? "success" : "failure"));
  }

  #finishStep(outcome: Outcome): void {
    const { step } = this.#options;
    const extra = this.lostLines > 0 ? { lost_lines: this.lostLines } : {};
    if ("signal" in outcome) {
      const error = `killed by ${signalName(outcome.signal)}`;
      this.#writer?.stepFailed(step, 128 + outcome.signal, 1, error, extra);
    } else if (outcome.code === 0) {
      this.#writer?.stepCompleted(step, 0, this.elapsedMs, [], extra);
    } else {
      const error = "refusal" in outcome ? outcome.refusal : `exited with code ${outcome.code}`;
      this.#writer?.stepFailed(step, outcome.code, 1, error, extra);
    }
  }

  #give(stream: OutputStream, lines: string[]): void {
    this.#output?.add({ stepName: this.#options.step, stream, lines });
  }

  /** Hands over unfinished lines, such as a prompt, once the command has been silent for a second. */
  #watchPartial(delayMs: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      const silentMs = performance.now() - this.#lastOutputMs;
      this.#partialTimer = undefined;
      if (silentMs < PARTIAL_LINE_MS) {
        this.#partialTimer = this.#watchPartial(PARTIAL_LINE_MS - silentMs);
        return;
      }
      for (const stream of STREAMS) this.#give(stream, this.#splitters[stream].takePartial());
    }, delayMs);
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#noteFault(error instanceof Error ? error.message : String(error));
    }
  }

  #noteFault(reason: string): void {
    this.fault ??= reason;
  }
}

const STREAMS: readonly OutputStream[] = ["stdout", "stderr"];
