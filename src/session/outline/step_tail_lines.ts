import type { OutputStream } from "../event.ts";
import type { OutputRun } from "../reading/output_runs.ts";

/** A line of output that was kept. */
export interface TailLine {
  readonly seq: number;
  readonly stream: OutputStream;
  readonly line: string;
}

// A longer line is cut in the tail, so that ten steps of a hostile log cannot fill the memory or the screen.
const TAIL_LINE_CHARS = 1000;
/** The last lines of a step. */
export class StepTailLines {
  readonly #count: number;
  #parts: TailPart[] = [];

  /** `count` is how many are kept. */
  constructor(count: number) {
    this.#count = count;
  }

  get lines(): TailLine[] {
    return this.#count > 0 ? this.#parts.flatMap(tailLinesOf).slice(-this.#count) : [];
  }

  addLine(seq: number, stream: OutputStream, line: string): void {
    if (this.#count > 0) this.#add([{ seq, stream, line: shortened(line) }]);
  }

  addRun(run: OutputRun): void {
    if (this.#count > 0) this.#add(runTail(run, this.#count));
  }

  clear(): void {
    this.#parts = [];
  }

  #add(part: TailPart): void {
    this.#parts.push(part);
    // Each part has a line at least. Cut seldom, so that it costs little, and early enough.
    if (this.#parts.length >= this.#count * 2) this.#parts = this.#parts.slice(-this.#count);
  }
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
