import type { CauseLine, CauseSpot } from "../../inspect/causes/cause_finder.ts";
import { excerptOf } from "../../inspect/causes/excerpts.ts";
import type { TailLine } from "../../session/outline/step_tail_lines.ts";
import { ByteBudget } from "../terminal/byte_budget.ts";
import { terminalText } from "../terminal/terminal_text.ts";

/** What is told of why a step failed. */
export interface CauseChoice {
  /** In the order of the log; each group stands together there. */
  readonly groups: readonly (readonly CauseLine[])[];
  /** The step's last lines, but for those that are in a group. */
  readonly tail: readonly TailLine[];
}

/** Below this a place says hardly more than any other line. */
const LEAST_SCORE = 2;
/** Beside a place that surely says why, only so many that say much less. */
const MOST_WEAK = 8, WEAK_SHARE = 1 / 4;
const LINE_BYTES = 340, HEAD_CHARS = 190, TAIL_CHARS = 130, BEFORE_HIT = 90;
/** A line that is longer is no message but holds one, as minified sources and JSON do. */
const LONG_CHARS = 1000;
/** Of the room, when there is more than enough to tell: the end of an output is where people look first. */
const TAIL_SHARE = 0.3;
const HIT = /error|exception|fatal|panic|fail|undefined|cannot|not found|unexpected|expected/i;

/**
 * Chooses the likeliest reasons, and fills up with the end of the output, within so many bytes of lines, each of which
 * takes whole rows of `rowBytes`.
 */
export function chooseCauses(
  spots: readonly CauseSpot[],
  tail: readonly TailLine[],
  bytes: number,
  rowBytes = 1,
): CauseChoice {
  const budget = new ByteBudget(bytes, rowBytes);
  const reserved = Math.min(bytes * TAIL_SHARE, tailBytes(tail));
  let causes = budget.part(bytes - reserved);
  const groups: CauseLine[][] = [], shown = new Set<string>();
  const sure = spots.filter(({ score, isConsequence }) => score >= LEAST_SCORE && !isConsequence);
  // Who gave up because of it is told only where nothing else is.
  const worthy = sure.length > 0 ? sure : spots.filter(({ score }) => score > 0);
  const weak = (worthy[0]?.score ?? 0) * WEAK_SHARE;
  let weakLeft = MOST_WEAK;
  const templates = new Set<string>();
  for (const spot of worthy) {
    // One of many alike tells as much as all of them.
    if (shown.has(keyOf(spot)) || templates.has(spot.template)) continue;
    if (spot.score < weak && weakLeft-- <= 0) break;
    templates.add(spot.template);
    const lines = excerptOf(spot).lines.filter((line) => !shown.has(keyOf(line)));
    const whole = causes.take(...lines.map(causeLineText));
    const taken = whole ? lines : causes.take(causeLineText(spot)) ? [spot] : [];
    if (taken.length === 0) break;
    groups.push([...taken]);
    for (const line of taken) shown.add(keyOf(line));
  }
  // A part of the likeliest is better than what only happens to stand at the end.
  const [best] = worthy;
  if (groups.length === 0 && best) {
    const line = causeLineText(best);
    causes = budget.part(Math.min(budget.room, budget.costOf(line)));
    causes.takeCut(line);
    if (causes.lines.length > 0) groups.push([best]);
  }
  budget.add(causes);
  groups.sort((a, b) => (a[0]?.seq ?? 0) - (b[0]?.seq ?? 0));
  return { groups, tail: lastThatFit(tail, groups.flat(), budget) };
}

/** A line of the output with the number of its event, safe for a terminal, and cut around what counts in it. */
export function causeLineText({ seq, speaker, text }: CauseLine): string {
  return numbered(seq, speaker + text);
}

/** A line of the end of the output. */
export function tailLineText({ seq, line }: TailLine): string {
  return numbered(seq, line);
}

function numbered(seq: number, text: string): string {
  return `${String(seq).padStart(6)} │ ${shortLine(text)}`;
}

function lastThatFit(
  tail: readonly TailLine[],
  shown: readonly CauseLine[],
  budget: ByteBudget,
): TailLine[] {
  const last: TailLine[] = [];
  for (const line of linesBeside(tail, shown).reverse()) {
    if (!budget.take(tailLineText(line))) break;
    last.unshift(line);
  }
  return last;
}

/** Those of these lines that say something, and are not shown already. */
export function linesBeside(tail: readonly TailLine[], shown: readonly CauseLine[]): TailLine[] {
  const seqs = new Set(shown.map(({ seq }) => seq));
  const texts = new Set(shown.map(({ text }) => text));
  return tail.filter(({ seq, line }) => line !== "" && !seqs.has(seq) && !texts.has(line));
}

function tailBytes(tail: readonly TailLine[]): number {
  return tail.reduce((sum, line) => sum + Buffer.byteLength(tailLineText(line)) + 1, 0);
}

function keyOf({ seq, text }: CauseLine): string {
  return `${seq} ${text}`;
}

/** A line safe for a terminal, and cut around what counts in it. */
export function shortLine(text: string): string {
  const safe = terminalText(text);
  if (Buffer.byteLength(safe) <= LINE_BYTES) return safe;
  const hit = safe.search(HIT);
  if (safe.length > LONG_CHARS && hit > HEAD_CHARS) {
    return `…${safe.slice(hit - BEFORE_HIT, hit + HEAD_CHARS).toWellFormed()}…`;
  }
  // The place stands at the beginning of a message, its reason at the end.
  return `${safe.slice(0, HEAD_CHARS).toWellFormed()}…${safe.slice(-TAIL_CHARS).toWellFormed()}`;
}
