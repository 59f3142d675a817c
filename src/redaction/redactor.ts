import { addedMaskOf } from "./values/added_mask.ts";
import { literalsOf } from "./values/encodings.ts";
import type { FoldedSecrets } from "./values/folded_secrets.ts";
import { type KeyBlock, keyRanges } from "./shapes/key_block.ts";
import { lineStart } from "./line_bounds.ts";
import { LiteralMatcher } from "./values/literal_matcher.ts";
import { isMasked, type MaskRange, mergedRanges } from "./mask_ranges.ts";
import { lastWord, patternRanges } from "./patterns/pattern_ranges.ts";
import type { PatternRunner } from "./patterns/pattern_runner.ts";
import { PlainLines } from "./plain_lines.ts";
import { mayHaveForm, mayHaveShape } from "./shapes/secret_signs.ts";
import { SHORTEST_SECRET_BYTES } from "./values/secret_values.ts";
import { ShapeFinder } from "./shapes/shape_finder.ts";

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

/** What is known of the lines of one stream before those that are looked at. */
export interface StreamState {
  /** The private key of which they may be. */
  readonly block: KeyBlock;
  /** What of known secrets may go on in them. */
  readonly folded: FoldedSecrets;
}

// Each takes memory, and a program may ask for any number.
const MOST_ADDED_MASKS = 1000;

/**
 * Finds the secrets in the bytes of however many streams: what one of them asks to mask is masked in all. It is made ready when
 * it is first asked.
 */
export class Redactor {
  readonly #known = new Set<string>();
  readonly #patterns: readonly PatternRunner[];
  readonly #withShapes: boolean;
  #madeLiterals: LiteralMatcher | undefined;
  #madeShapes: ShapeFinder | undefined;
  #addedMasks = 0;

  constructor({ values = [], patterns = [], shapes = true }: RedactionRules) {
    for (const value of values) this.#known.add(value);
    this.#patterns = patterns;
    this.#withShapes = shapes;
  }

  /** Whether there are values to mask. */
  get knowsValues(): boolean {
    return this.#known.size > 0;
  }

  /** The values that are masked by now. */
  get values(): readonly string[] {
    return [...this.#known];
  }

  /** Masks a value from now on, in all of its forms. */
  add(value: string): void {
    if (this.#known.has(value)) return;
    this.#known.add(value);
    for (const literal of literalsOf(value)) this.#madeLiterals?.add(literal);
  }

  /** Whether a text may hold a secret: cheaply, before anything is made ready, so it says yes too often. */
  mayBeIn(text: string): boolean {
    // With a terminal's codes, a secret may be in pieces.
    return this.#patterns.length > 0 || text.includes("\x1b") ||
      (this.#withShapes && mayHaveShape(text)) ||
      [...this.#known].some((value) => mayHaveForm(text, value));
  }

  /** The same of whole lines as bytes, when it is ready. */
  mayBeInBytes(lines: Buffer): boolean {
    if (this.#patterns.length > 0 || this.#literals.isIn(lines)) return true;
    const finds = this.#shapes?.look(lines);
    return finds !== undefined &&
      (finds.anchors.length > 0 || finds.addedMasks.length > 0 || finds.keyAt !== undefined);
  }

  /** The secrets in whole lines, in their order and apart from each other; the state is theirs afterwards. */
  rangesOfLines(lines: Buffer, { block, folded }: StreamState): MaskRange[] {
    const finds = this.#shapes?.look(lines);
    // First, because what a line asks to mask may stand in it, too.
    let lookedAt = 0;
    for (const at of finds?.addedMasks ?? []) {
      // A line can ask once, however often it has the words.
      if (at >= lookedAt) lookedAt = this.#addMaskAt(lines, at);
    }
    const ranges = this.#rangesIn(lines, finds);
    const plain = PlainLines.of(lines);
    if (plain) ranges.push(...plain.inSource(this.#rangesIn(plain.bytes)));
    const keyAt = block.isOpen ? 0 : finds?.keyAt;
    if (keyAt !== undefined) ranges.push(...keyRanges(lines, keyAt, block));
    if (this.knowsValues) ranges.push(...folded.takes(lines, this.#literals));
    return ready(ranges, lines);
  }

  /** The secrets in what there is of a line, without its newline. */
  rangesOfPart(line: Buffer, { folded }: Pick<StreamState, "folded">): RangesOfPart {
    const part = this.#endsOfPart(line), ranges = [...part.ranges];
    const plain = PlainLines.of(line), plainPart = plain && this.#endsOfPart(plain.bytes);
    if (plain && plainPart) ranges.push(...plain.inSource(plainPart.ranges));
    const openStarts = [part.openStart, plain?.sourceOf(plainPart?.openStart ?? Infinity)];
    const cutStarts = [part.cutStart, plain?.sourceOf(plainPart?.cutStart ?? Infinity)];
    const begun = folded.begun(line, this.#literals);
    return {
      ranges: ready([...ranges, ...begun.ranges], line),
      openStart: begun.isOpen ? 0 : least(openStarts),
      cutStart: begun.isOpen ? 0 : least(cutStarts),
    };
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

  /** Both of what may have a terminal's codes within. */
  knownPartsOf(line: Buffer): { readonly ranges: MaskRange[]; readonly openStart: number } {
    const ranges = this.knownRanges(line), open = this.knownOpenStart(line);
    const plain = PlainLines.of(line);
    if (!plain) return { ranges, openStart: open };
    ranges.push(...plain.inSource(this.knownRanges(plain.bytes)));
    const openStart = Math.min(open, plain.sourceOf(this.knownOpenStart(plain.bytes)));
    return { ranges, openStart };
  }

  get #literals(): LiteralMatcher {
    if (this.#madeLiterals) return this.#madeLiterals;
    const literals = new LiteralMatcher(SHORTEST_SECRET_BYTES);
    for (const value of this.#known) for (const literal of literalsOf(value)) literals.add(literal);
    return this.#madeLiterals = literals;
  }

  get #shapes(): ShapeFinder | undefined {
    if (this.#withShapes) this.#madeShapes ??= new ShapeFinder();
    return this.#madeShapes;
  }

  #rangesIn(lines: Buffer, finds = this.#shapes?.look(lines)): MaskRange[] {
    const ranges = this.knownRanges(lines);
    if (finds && this.#shapes) ranges.push(...this.#shapes.ranges(lines, finds));
    if (this.#patterns.length > 0) ranges.push(...patternRanges(this.#patterns, lines));
    return ranges;
  }

  #endsOfPart(line: Buffer): RangesOfPart {
    const finds = this.#shapes?.look(line), ranges = this.#rangesIn(line, finds);
    const known = this.#literals.openStart(line);
    let openStart = known;
    if (finds && this.#shapes) openStart = Math.min(known, this.#shapes.openStart(line, finds));
    if (this.#patterns.length > 0) openStart = Math.min(openStart, lastWord(line));
    const cutStart = line.length - known < SHORTEST_SECRET_BYTES ? line.length : known;
    return { ranges, openStart, cutStart };
  }

  /** Returns where the line ends. */
  #addMaskAt(lines: Buffer, at: number): number {
    const newline = lines.indexOf("\n", at), end = newline < 0 ? lines.length : newline;
    const value = addedMaskOf(lines.toString("utf8", lineStart(lines, at), end));
    if (value === undefined || this.#known.has(value)) return end;
    if (this.#addedMasks++ < MOST_ADDED_MASKS) this.add(value);
    return end;
  }
}

function ready(ranges: MaskRange[], bytes: Buffer): MaskRange[] {
  if (ranges.length === 0) return ranges;
  return mergedRanges(ranges).filter((range) => !isMasked(bytes, range));
}

function least(places: readonly (number | undefined)[]): number {
  return Math.min(...places.map((place) => place ?? Infinity));
}
