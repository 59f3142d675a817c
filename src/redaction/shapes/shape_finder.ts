import { ADDED_MASK_ANCHORS } from "../values/added_mask.ts";
import { AnchorMatcher } from "./anchor_matcher.ts";
import { KEY_ANCHOR } from "./key_block.ts";
import type { MaskRange } from "../mask_ranges.ts";
import {
  LONGEST_SHAPE,
  SECRET_SHAPES,
  type SecretShape,
  SHAPE_LOOKBEHIND,
  TOKEN_START,
} from "./secret_shapes.ts";

/** What is in bytes that may be a secret by its look. */
export interface ShapeFinds {
  /** Where an expression is worth a try. */
  readonly anchors: readonly { readonly at: number; readonly shape: SecretShape }[];
  /** Where a line may ask to mask a value. */
  readonly addedMasks: readonly number[];
  /** Where a private key may begin first; undefined for nowhere. */
  readonly keyAt: number | undefined;
}

/** Looks for {@link SECRET_SHAPES}: all of their anchors in one pass, and only then an expression. */
export class ShapeFinder {
  readonly #anchors: AnchorMatcher;
  /** By the number of the anchor. */
  readonly #shapes: readonly (SecretShape | "mask" | "key")[];
  /** The beginnings of secrets, by which an unfinished line may end. */
  readonly #tokenAnchors: readonly string[];

  constructor() {
    const shapes = [
      ...SECRET_SHAPES.flatMap((shape) => shape.anchors.map((anchor) => [anchor, shape] as const)),
      ...ADDED_MASK_ANCHORS.map((anchor) => [anchor, "mask"] as const),
      [KEY_ANCHOR, "key"] as const,
    ];
    this.#anchors = new AnchorMatcher(shapes.map(([anchor]) => Buffer.from(anchor)));
    this.#shapes = shapes.map(([, shape]) => shape);
    const tokens = SECRET_SHAPES.filter(({ isToken }) => isToken);
    this.#tokenAnchors = tokens.flatMap(({ anchors }) => anchors);
  }

  /** One pass over `bytes`. */
  look(bytes: Uint8Array): ShapeFinds {
    const anchors: { at: number; shape: SecretShape }[] = [], addedMasks: number[] = [];
    let keyAt: number | undefined;
    this.#anchors.find(bytes, (at, _end, number) => {
      const shape = this.#shapes[number];
      if (shape === "mask") addedMasks.push(at);
      else if (shape === "key") keyAt = Math.min(at, keyAt ?? at);
      else if (shape && (shape.shortcuts.isWorthATry?.(bytes, at) ?? true)) {
        anchors.push({ at, shape });
      }
    });
    return { anchors, addedMasks, keyAt };
  }

  /** The secrets among what {@link look} has found in `bytes`. */
  ranges(bytes: Buffer, { anchors }: ShapeFinds): MaskRange[] {
    const ranges: MaskRange[] = [], text = new AnchorText(bytes);
    /** By shape, where no other anchor has to be tried. */
    const passed = new Map<SecretShape, MaskRange>();
    for (const { at, shape } of anchors) {
      const [start, end] = passed.get(shape) ?? NOWHERE;
      if (at > start && at < end) continue;
      const found = text.match(at, shape.whole);
      if (found) ranges.push(found);
      const stop = found?.[1] ?? at + runLength(bytes, at, shape);
      // What is further away may go on behind what this one could read.
      passed.set(shape, [at, Math.min(stop, at + LONGEST_SHAPE / 2)]);
    }
    return ranges;
  }

  /** Where in an unfinished line a secret may have begun that goes on; its length for nowhere. */
  openStart(line: Buffer, { anchors }: ShapeFinds): number {
    let start = line.length;
    const text = new AnchorText(line);
    for (const { at, shape } of anchors) {
      if (line.length - at > LONGEST_SHAPE) continue;
      const found = text.match(at, shape.begun);
      if (found) start = Math.min(start, found[0]);
    }
    return Math.min(start, line.length - begunAnchor(line, this.#tokenAnchors).length);
  }
}

const NOWHERE: MaskRange = [0, 0];
const LONGEST_ANCHOR = 16, NEWLINE = 0x0a;
const BEGUN_ANCHOR = new RegExp(`${TOKEN_START}[A-Za-z][\\w-]*$`, "y");

/** What a line ends in that may become an anchor of a token. */
function begunAnchor(line: Buffer, anchors: readonly string[]): string {
  const text = line.toString("latin1", Math.max(0, line.length - SHAPE_LOOKBEHIND));
  for (let at = Math.max(0, text.length - LONGEST_ANCHOR); at < text.length; at++) {
    const word = text.slice(at);
    if (!anchors.some((anchor) => anchor.startsWith(word))) continue;
    BEGUN_ANCHOR.lastIndex = at;
    if (BEGUN_ANCHOR.test(text)) return word;
  }
  return "";
}

function runLength(bytes: Buffer, at: number, { shortcuts: { run } }: SecretShape): number {
  if (!run) return 0;
  run.lastIndex = 0;
  return run.exec(bytes.toString("latin1", at, at + LONGEST_SHAPE / 2))?.[0].length ?? 0;
}

/** The text around one anchor after the other, which is made once for those that stand close together. */
class AnchorText {
  readonly #bytes: Buffer;
  #text = "";
  #start = 0;
  #end = 0;
  #isWholeLine = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Where group 1 of an expression is that matches at a place. */
  match(at: number, expression: RegExp): MaskRange | undefined {
    const isNear = at - SHAPE_LOOKBEHIND >= this.#start && at < this.#end;
    const reach = this.#isWholeLine ? at : at + LONGEST_SHAPE;
    if (!isNear || reach > this.#end) this.#moveTo(at);
    expression.lastIndex = at - this.#start;
    const [match = "", secret = ""] = expression.exec(this.#text) ?? [];
    const end = at + match.length;
    return match === "" ? undefined : [end - secret.length, end];
  }

  #moveTo(at: number): void {
    const bytes = this.#bytes, newline = bytes.indexOf(NEWLINE, at);
    const lineEnd = newline < 0 ? bytes.length : newline;
    this.#start = Math.max(0, at - SHAPE_LOOKBEHIND);
    this.#end = Math.min(lineEnd, at + 2 * LONGEST_SHAPE);
    this.#isWholeLine = this.#end === lineEnd;
    this.#text = bytes.toString("latin1", this.#start, this.#end);
  }
}
