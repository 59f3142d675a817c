import { addedMaskOf } from "./added_mask.ts";
import { literalsOf } from "./encodings.ts";
import type { KeyBlock } from "./key_block.ts";
import { linesFrom, lineStart } from "./line_bounds.ts";
import { LiteralMatcher } from "./literal_matcher.ts";
import { isMasked, type MaskRange, mergedRanges } from "./mask_ranges.ts";
import type { PatternRunner } from "./pattern_runner.ts";
import { SHORTEST_SECRET_BYTES } from "./secret_values.ts";
import { ShapeFinder } from "./shape_finder.ts";

/** What is masked. */
export interface RedactionRules {
  /** Secrets, which are masked in all of their forms. */
  readonly values?: readonly string[];
  readonly patterns?: readonly PatternRunner[];
  /** Whether what looks like a secret is masked, and what a line of output asks to mask. Default true. */
  readonly shapes?: boolean;
}

/** The secrets in what there is of a line. */
export interface RangesOfPart {
  readonly ranges: readonly MaskRange[];
  /** Where at its end a secret may have begun that goes on; its length for nowhere. */
  readonly openStart: number;
  /** The same, of known secrets of which at least 6 bytes are there. */
  readonly cutStart: number;
}

// Each takes memory, and a program may ask for any number.
const MOST_ADDED_MASKS = 1000;

/** Finds the secrets in the bytes of however many streams: what one of them asks to mask is masked in all. */
export class Redactor {
  readonly #literals = new LiteralMatcher(SHORTEST_SECRET_BYTES);
  readonly #known = new Set<string>();
  readonly #patterns: readonly PatternRunner[];
  readonly #shapes: ShapeFinder | undefined;
  #addedMasks = 0;

  constructor({ values = [], patterns = [], shapes = true }: RedactionRules) {
    for (const value of values) this.add(value);
    this.#patterns = patterns;
    if (shapes) this.#shapes = new ShapeFinder();
  }

  /** Whether there are values to mask. */
  get knowsValues(): boolean {
    return this.#known.size > 0;
  }

  /** Masks a value from now on, in all of its forms. */
  add(value: string): void {
    if (this.#known.has(value)) return;
    this.#known.add(value);
    for (const literal of literalsOf(value)) this.#literals.add(literal);
  }

  /**
   * The secrets in whole lines, in their order and apart from each other; `block` is the private key of which the lines may
   * be, and knows about those behind them afterwards.
   */
  rangesOfLines(lines: Buffer, block: KeyBlock): MaskRange[] {
    const finds = this.#shapes?.look(lines);
    // First, because what a line asks to mask may stand in it, too.
    let lookedAt = 0;
    for (const at of finds?.addedMasks ?? []) {
      // A line can ask once, however often it has the words.
      if (at >= lookedAt) lookedAt = this.#addMaskAt(lines, at);
    }
    const ranges = this.knownRanges(lines);
    if (finds && this.#shapes) ranges.push(...this.#shapes.ranges(lines, finds));
    const keyAt = block.isOpen ? 0 : finds?.keyAt;
    if (keyAt !== undefined) ranges.push(...keyRanges(lines, keyAt, block));
    if (this.#patterns.length > 0) ranges.push(...this.#patternRanges(lines));
    return ready(ranges, lines);
  }

  /** The secrets in what there is of a line, without its newline. */
  rangesOfPart(line: Buffer): RangesOfPart {
    const finds = this.#shapes?.look(line);
    const ranges = this.knownRanges(line);
    const known = this.#literals.openStart(line);
    let openStart = known;
    if (finds && this.#shapes) {
      ranges.push(...this.#shapes.ranges(line, finds));
      openStart = Math.min(openStart, this.#shapes.openStart(line, finds));
    }
    if (this.#patterns.length > 0) {
      ranges.push(...this.#patternRanges(line));
      openStart = Math.min(openStart, lastWord(line));
    }
    const cutStart = line.length - known < SHORTEST_SECRET_BYTES ? line.length : known;
    return { ranges: ready(ranges, line), openStart, cutStart };
  }

  /** Where known secrets are in `bytes`, in any order. */
  knownRanges(bytes: Uint8Array): MaskRange[] {
    const ranges: MaskRange[] = [];
    this.#literals.find(bytes, (start, end) => ranges.push([start, end]));
    return ranges;
  }

  /** Where at the end of `bytes` a known secret may have begun; their length for nowhere. */
  knownOpenStart(bytes: Uint8Array): number {
    return this.#literals.openStart(bytes);
  }

  /** Returns where the line ends. */
  #addMaskAt(lines: Buffer, at: number): number {
    const newline = lines.indexOf("\n", at), end = newline < 0 ? lines.length : newline;
    const value = addedMaskOf(lines.toString("utf8", lineStart(lines, at), end));
    if (value === undefined || this.#known.has(value)) return end;
    if (this.#addedMasks++ < MOST_ADDED_MASKS) this.add(value);
    return end;
  }

  #patternRanges(bytes: Buffer): MaskRange[] {
    const ranges: MaskRange[] = [];
    for (const [start, end] of linesFrom(bytes, 0)) {
      const line = bytes.subarray(start, end);
      const text = line.toString();
      // What is no UTF-8 has another length as text; such a line is taken as one character a byte.
      const encoding = text.includes("\ufffd") ? "latin1" : "utf8";
      const given = encoding === "utf8" ? text : line.toString(encoding);
      for (const pattern of this.#patterns) {
        for (const range of pattern.ranges(given)) {
          const from = start + Buffer.byteLength(given.slice(0, range[0]), encoding);
          ranges.push([from, from + Buffer.byteLength(given.slice(...range), encoding)]);
        }
      }
    }
    return ranges.filter((range) => !cutsMask(bytes, range));
  }
}

const STAR = 0x2a, LONGEST_WORD = 4096;

function ready(ranges: MaskRange[], bytes: Buffer): MaskRange[] {
  if (ranges.length === 0) return ranges;
  return mergedRanges(ranges).filter((range) => !isMasked(bytes, range));
}

/** The lines of a private key, without what ends them. */
function keyRanges(lines: Buffer, at: number, block: KeyBlock): MaskRange[] {
  const ranges: MaskRange[] = [];
  for (const [start, end] of linesFrom(lines, at)) {
    const line = lines.toString("latin1", start, end).replace(/\r$/, "");
    if (block.takes(line) && line !== "") ranges.push([start, start + line.length]);
  }
  return ranges;
}

/** Whether a pattern has matched a part of what stands in the place of a secret, which would grow with every time. */
function cutsMask(bytes: Buffer, [start, end]: MaskRange): boolean {
  const isInside = (at: number) => bytes[at - 1] === STAR && bytes[at] === STAR;
  return isInside(start) || isInside(end);
}

/** Of what a pattern matches, little has spaces within. */
function lastWord(line: Buffer): number {
  const text = line.toString("latin1", Math.max(0, line.length - LONGEST_WORD));
  return line.length - (/[^ \t]*$/.exec(text)?.[0].length ?? 0);
}
