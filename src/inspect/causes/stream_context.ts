import type { OutputStream } from "../../session/event.ts";
import { isPassing } from "./line_signals.ts";

/** A recorded line, or the visible part of one. */
export interface CauseLine {
  readonly seq: number;
  readonly stream: OutputStream;
  /** Without control sequences and clock; at most 2,000 characters. */
  readonly text: string;
  /** The name of the job that says it, as it stands before the text; or empty. */
  readonly speaker: string;
}

/** A line and what is thought of it so far. */
export interface Spot {
  seq: number;
  stream: OutputStream;
  text: string;
  speaker: string;
  score: number;
  isConsequence: boolean;
  isKept: boolean;
  order: number;
  template: string;
  before: readonly CauseLine[];
  after: CauseLine[];
}

const BEFORE = 3, AFTER = 10;

/** What a line stands among, in its stream. */
export class StreamContext {
  before: readonly CauseLine[] = [];
  inFrames = false;
  /** Whether the last line was a consequence: only the first of several has a reason before it. */
  hasGivenUp = false;
  line: Spot | undefined;
  /** The last line that is neither of a stack trace nor quoted source. */
  message: Spot | undefined;
  /** The last few of those. */
  lastSaid: readonly Spot[] = [];
  #sawFile = false;
  /** The oldest first. */
  readonly #open: Spot[] = [];

  /** Whether a line is the first behind a stack trace, without indentation: Python's message. */
  endsFrames(text: string, isFrame: boolean): boolean {
    return this.#sawFile && !isFrame && text !== "" && !/^\s/.test(text);
  }

  see(spot: Spot, isFrame: boolean): void {
    const { seq, stream, text, speaker } = spot, line = { seq, stream, text, speaker };
    for (const open of this.#open) open.after.push(line);
    // No two were opened by one line, so that one at most has all that it gets.
    if ((this.#open[0]?.after.length ?? 0) >= AFTER) this.#open.shift();
    // Any line may yet be raised by what follows it.
    if (text !== "") this.#open.push(spot);
    this.before = [...this.before.slice(1 - BEFORE), line];
    this.line = spot;
    if (isFrame) this.#sawFile ||= /^\s*File "/.test(text);
    else if (text !== "" && !/^\s/.test(text)) this.#sawFile = false;
    this.inFrames = isFrame;
    if (isFrame || text === "") return;
    this.message = spot;
    this.hasGivenUp = spot.isConsequence;
    if (isPassing(text)) return;
    this.lastSaid = spot.isConsequence ? [] : [...this.lastSaid.slice(-2), spot];
  }
}
