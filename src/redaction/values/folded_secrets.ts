import type { LiteralMatcher } from "./literal_matcher.ts";
import type { MaskRange } from "../mask_ranges.ts";

const NEWLINE = 0x0a, RETURN = 0x0d;
/** Programs that break data over lines, as `base64` and `xxd` do, fill each with at least so many characters. */
const NARROWEST = 40;
/** Of a secret of which so much stands at the end of such a line, it is masked whatever follows. */
const LONG_TAIL = 8;
const SHORT_TAIL = 4;

/**
 * Finds known secrets that a program has broken over lines of one stream, as they stand in the middle of what `base64` wraps.
 * It holds nothing back: the part at the end of one line is masked by what it begins, the rest by what it ends.
 */
export class FoldedSecrets {
  /** The end of the line before, as far as a known secret may have begun in it. */
  #tail: Buffer = EMPTY;

  /** Whether a known secret may go on in the next line. */
  get isOpen(): boolean {
    return this.#tail.length > 0;
  }

  /** Takes whole lines, and says what of them is masked. */
  takes(lines: Buffer, literals: LiteralMatcher): MaskRange[] {
    const ranges: MaskRange[] = [];
    for (let start = 0; start < lines.length;) {
      const newline = lines.indexOf(NEWLINE, start);
      const next = newline < 0 ? lines.length : newline + 1;
      let end = newline < 0 ? lines.length : newline;
      if (lines[end - 1] === RETURN && end > start) end--;
      if (this.#tail.length > 0 || isFull(lines, start, end)) {
        ranges.push(...this.#takeLine(lines, start, end, literals));
      }
      start = next;
    }
    return ranges;
  }

  /** What is masked of the beginning of a line, so far; and whether the secret may go on behind it. */
  begun(part: Buffer, literals: LiteralMatcher): { ranges: MaskRange[]; isOpen: boolean } {
    if (this.#tail.length === 0) return { ranges: [], isOpen: false };
    const joined = Buffer.concat([this.#tail, part]);
    return {
      ranges: this.#crossing(joined, 0, literals),
      isOpen: literals.openStart(joined) < this.#tail.length,
    };
  }

  #takeLine(lines: Buffer, start: number, end: number, literals: LiteralMatcher): MaskRange[] {
    if (!this.#goesOn(lines, start, end, literals)) this.#tail = EMPTY;
    const before = this.#tail.length;
    const joined = before > 0
      ? Buffer.concat([this.#tail, lines.subarray(start, end)])
      : lines.subarray(start, end);
    const ranges = before > 0 ? this.#crossing(joined, start, literals) : [];
    const open = isFull(lines, start, end) ? literals.openStart(joined) : joined.length;
    this.#tail = open < joined.length ? Buffer.from(joined.subarray(open)) : EMPTY;
    if (joined.length - open >= LONG_TAIL) {
      ranges.push([Math.max(start, start + open - before), end]);
    }
    return ranges;
  }

  /** Whether a secret may: most short tails are chance, which the next few bytes tell. */
  #goesOn(lines: Buffer, start: number, end: number, literals: LiteralMatcher): boolean {
    const tail = this.#tail;
    if (tail.length === 0 || tail.length > SHORT_TAIL) return tail.length > 0;
    const few = Buffer.allocUnsafe(tail.length + Math.min(SHORT_TAIL, end - start));
    tail.copy(few);
    lines.copy(few, tail.length, start, start + few.length - tail.length);
    if (literals.openStart(few) < tail.length) return true;
    let crosses = false;
    literals.find(few, (from, to) => crosses ||= from < tail.length && to > tail.length);
    return crosses;
  }

  /** The parts behind the tail of secrets that begin in it. */
  #crossing(joined: Buffer, lineStart: number, literals: LiteralMatcher): MaskRange[] {
    const before = this.#tail.length, ranges: MaskRange[] = [];
    literals.find(joined, (from, to) => {
      if (from < before && to > before) ranges.push([lineStart, lineStart + to - before]);
    });
    return ranges;
  }
}

const EMPTY = Buffer.alloc(0);

/** Whether a secret that a program has broken over lines may begin in a line. */
export function mayBeFolded(line: Buffer): boolean {
  return isFull(line, 0, line.length);
}

/** Whether a line ends in so many characters that data in text may have. */
function isFull(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < NARROWEST) return false;
  // The end first, where most lines of other text have a space or a sign.
  for (let at = end - 1; at >= end - NARROWEST; at--) {
    if (IS_DATA[bytes[at] as number] === 0) return false;
  }
  return true;
}

/** The characters of base64, in both alphabets. */
const IS_DATA = new Uint8Array(256);
for (const sign of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
  IS_DATA[sign.charCodeAt(0)] = 1;
}
