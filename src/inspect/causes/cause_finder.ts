import type { OutputStream } from "../../session/event.ts";
import { isHeadline, isRoutine, type LineSignals, signalsOf } from "./line_signals.ts";
import { messageOf, template, visiblePieces } from "./plain_text.ts";
import { areOldAndNew } from "./old_and_new.ts";
import { type CauseLine, type Spot, StreamContext } from "./stream_context.ts";

export type { CauseLine };

/** A place in the output that may say why the command failed. */
export interface CauseSpot extends CauseLine {
  /** The more, the likelier; comparable within one command's output only. */
  readonly score: number;
  readonly isConsequence: boolean;
  /** What it has in common with its like: the same text but for numbers, names and paths. */
  readonly template: string;
  /** What stands directly before and behind it in the same stream. */
  readonly before: readonly CauseLine[];
  readonly after: readonly CauseLine[];
}

const MAX_CHARS = 2000, KEPT = 400, FIRST_KEPT = 60, PRUNE_AT = 2000;
const TEMPLATES = 20_000, KNOWN_KINDS = 5000;
/** From here on a line is worth keeping; from there on it surely speaks of a failure. */
const CANDIDATE = 2, STRONG = 7;
const LAST_SAID = 3, OLD_AND_NEW = 6, BELOW_HEADLINE = 5, MOST_CONTEXTS = 60;

/**
 * Finds the lines that say why a command failed, by what they say, by what stands around them and by how often their like
 * comes; in memory that does not grow with the output.
 */
export class CauseFinder {
  /** By stream, and by the job that speaks in it where jobs are named. */
  readonly #contexts = {
    stdout: new Map<string, StreamContext>(),
    stderr: new Map<string, StreamContext>(),
  };
  readonly #lines: Record<OutputStream, number> = { stdout: 0, stderr: 0 };
  readonly #known = new Map<string, LineSignals>();
  readonly #counts = new Map<string, number>();
  #spots: Spot[] = [];
  #order = 0;

  add(seq: number, stream: OutputStream, line: string): void {
    for (const piece of visiblePieces(line)) this.#addPiece(seq, stream, piece);
  }

  /** The places, the best first. */
  finish(): CauseSpot[] {
    const { stdout, stderr } = this.#lines;
    const isStderrRare = stderr > 0 && stderr <= 40 && stdout >= stderr * 3;
    const ordered = this.#spots.sort((a, b) => a.order - b.order);
    const first = new Set<string>();
    let isFirstStrong = true;
    const roots = rootsOf(ordered);
    for (const spot of roots) spot.score += 4;
    for (const spot of ordered) {
      const count = this.#counts.get(spot.template) ?? 1;
      if (count > 2) spot.score -= Math.min(5, Math.log2(count) / 1.5);
      // The like of an earlier one says nothing new.
      if (first.has(spot.template)) spot.score -= 4;
      first.add(spot.template);
      if (isStderrRare && spot.stream === "stderr") spot.score += 2;
      const isWrapped = roots.some((root) => wraps(spot, root));
      if (isFirstStrong && spot.score >= STRONG && !spot.isConsequence && !isWrapped) {
        // One that comes again and again is likelier a habit than a failure.
        spot.score += count > 5 ? 2 : 4;
        isFirstStrong = false;
      }
      if (this.#order - spot.order <= 3 && !spot.isConsequence) spot.score += 1;
    }
    return ordered.sort((a, b) => b.score - a.score || a.order - b.order);
  }

  #addPiece(seq: number, stream: OutputStream, piece: string): void {
    const { text, speaker } = messageOf(piece.slice(0, MAX_CHARS));
    const context = this.#contextOf(stream, speaker), order = this.#order++;
    this.#lines[stream]++;
    const signals = this.#signalsOf(text), { isFrame, isPointer } = signals;
    // "npm error path …" behind "npm error Lifecycle script …".
    const goesOn = context.hasGivenUp && haveOneLabel(context.line?.text ?? "", text);
    const isConsequence = signals.isConsequence || goesOn;
    const score = signals.score - (goesOn && !signals.isConsequence ? 6 : 0);
    const spot: Spot = {
      seq,
      stream,
      text,
      speaker,
      score,
      isConsequence,
      isKept: false,
      order,
      template: "",
      before: context.before,
      after: [],
    };
    if (isPointer) this.#raiseWords(context.message, 3);
    // The message of a stack trace stands before it in most languages, and behind it in Python and its like.
    if (isFrame && !context.inFrames && !isPointer) this.#raiseWords(context.message, 2);
    if (context.endsFrames(text, isFrame)) spot.score += 3;
    // What is said last before somebody gives up.
    if ((signals.givesUp || goesOn) && !context.hasGivenUp) {
      context.lastSaid.forEach((last, index) => {
        if (!isRoutine(last.text)) this.#raiseWords(last, LAST_SAID + index);
      });
    }
    const { line: previous } = context;
    if (previous && areOldAndNew(previous.text, text)) this.#raise(previous, OLD_AND_NEW);
    if (!isFrame && text !== "" && isHeadline(context.message?.text ?? "") && !isRoutine(text)) {
      spot.isConsequence = false;
      spot.score = Math.max(spot.score, 0);
      this.#raise(spot, BELOW_HEADLINE);
      // Which is shown with it, and alone says nothing.
      if (context.message) context.message.score -= BELOW_HEADLINE;
    }
    context.see(spot, isFrame);
    if (spot.score >= CANDIDATE) this.#keep(spot);
  }

  /** Output comes in floods of lines that differ in numbers: each kind is looked at once. */
  #signalsOf(text: string): LineSignals {
    const kind = text.replace(/[1-9]\d*/g, "1");
    let signals = this.#known.get(kind);
    if (signals) return signals;
    if (this.#known.size >= KNOWN_KINDS) this.#known.clear();
    this.#known.set(kind, signals = signalsOf(text));
    return signals;
  }

  #contextOf(stream: OutputStream, speaker: string): StreamContext {
    const { stdout, stderr } = this.#contexts, contexts = this.#contexts[stream];
    const known = contexts.get(speaker);
    if (known) return known;
    // What names ever new jobs names none.
    const isTooMuch = stdout.size + stderr.size >= MOST_CONTEXTS;
    if (isTooMuch && speaker !== "") return this.#contextOf(stream, "");
    const context = new StreamContext();
    contexts.set(speaker, context);
    return context;
  }

  /** A closing brace says nothing, wherever it stands. */
  #raiseWords(spot: Spot | undefined, points: number): void {
    if (spot && WORDS.test(spot.text)) this.#raise(spot, points);
  }

  #raise(spot: Spot | undefined, points: number): void {
    if (!spot || spot.score < 0) return;
    spot.score += points;
    if (spot.score >= CANDIDATE) this.#keep(spot);
  }

  #keep(spot: Spot): void {
    if (spot.isKept) return;
    spot.isKept = true;
    spot.template = template(spot.text);
    if (this.#counts.size < TEMPLATES || this.#counts.has(spot.template)) {
      this.#counts.set(spot.template, (this.#counts.get(spot.template) ?? 0) + 1);
    }
    this.#spots.push(spot);
    if (this.#spots.length >= PRUNE_AT) this.#prune();
  }

  /** Keeps the best, and the first that are sure: the others may all follow from them. */
  #prune(): void {
    const early = this.#spots.filter(({ score }) => score >= STRONG).slice(0, FIRST_KEPT);
    const seen = new Set<string>();
    const best = [...this.#spots].sort((a, b) => b.score - a.score || a.order - b.order)
      .filter((spot) => !seen.has(spot.template) && seen.add(spot.template))
      .slice(0, KEPT);
    this.#spots = [...new Set([...early, ...best])].sort((a, b) => a.order - b.order);
  }
}

const WORDS = /[\p{L}\d]/u;
const LABEL = /^\W*\w+\s+(?:error|err!?)\s/i;

function haveOneLabel(first: string, second: string): boolean {
  const [label] = LABEL.exec(first) ?? [];
  return label !== undefined && second.startsWith(label);
}

const CAUSED_BY = /\bcaused by\b/i, CHAIN_LINES = 80;

/** The last of each chain of causes: the others are wrapped around it. */
function rootsOf(ordered: readonly Spot[]): Spot[] {
  const causes = ordered.filter(({ text }) => CAUSED_BY.test(text));
  return causes.filter((spot, index) => {
    const next = causes[index + 1];
    return !next || !wraps(spot, next);
  });
}

function wraps(outer: Spot, inner: Spot): boolean {
  const lines = inner.order - outer.order;
  return lines > 0 && lines <= CHAIN_LINES && inner.stream === outer.stream;
}
