import { ADDED_MASK_ANCHORS } from "./added_mask.ts";
import { KEY_ANCHOR } from "./key_block.ts";
import { LiteralMatcher } from "./literal_matcher.ts";
import type { MaskRange } from "./mask_ranges.ts";
import {
  LONGEST_SHAPE,
  SECRET_SHAPES,
  type SecretShape,
  SHAPE_LOOKBEHIND,
  TOKEN_ANCHORS,
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
  readonly #anchors = new LiteralMatcher(3);
  readonly #shapes: (SecretShape | "mask" | "key")[] = [];

  constructor() {
    for (const shape of SECRET_SHAPES) this.#add(shape.anchors, shape);
    this.#add(ADDED_MASK_ANCHORS, "mask");
    this.#add([KEY_ANCHOR], "key");
  }

  /** One pass over `bytes`. */
  look(bytes: Uint8Array): ShapeFinds {
    const anchors: { at: number; shape: SecretShape }[] = [], addedMasks: number[] = [];
    let keyAt: number | undefined;
    this.#anchors.find(bytes, (at, _end, number) => {
      const shape = this.#shapes[number];
      if (shape === "mask") addedMasks.push(at);
      else if (shape === "key") keyAt = Math.min(at, keyAt ?? at);
      else if (shape && (shape.isWorthATry?.(bytes, at) ?? true)) anchors.push({ at, shape });
    });
    return { anchors, addedMasks, keyAt };
  }

  /** The secrets among what {@link look} has found in `bytes`. */
  ranges(bytes: Buffer, { anchors }: ShapeFinds): MaskRange[] {
    const ranges: MaskRange[] = [];
    /** By shape, where no other anchor has to be tried. */
    const passed = new Map<SecretShape, MaskRange>();
    for (const { at, shape } of anchors) {
      const [start, end] = passed.get(shape) ?? NOWHERE;
      if (at > start && at < end) continue;
      const found = matchAt(bytes, at, shape.whole);
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
    for (const { at, shape } of anchors) {
      if (line.length - at > LONGEST_SHAPE) continue;
      const found = matchAt(line, at, shape.begun);
      if (found) start = Math.min(start, found[0]);
    }
    return Math.min(start, line.length - begunAnchor(line).length);
  }

  #add(anchors: readonly string[], shape: SecretShape | "mask" | "key"): void {
    for (const anchor of anchors) {
      this.#anchors.add(Buffer.from(anchor));
      this.#shapes.push(shape);
    }
  }
}

const NOWHERE: MaskRange = [0, 0];
const LONGEST_ANCHOR = 16, NEWLINE = 0x0a;
const BEGUN_ANCHOR = new RegExp(`${TOKEN_START}[A-Za-z][\\w-]*$`, "y");

/** What a line ends in that may become an anchor of a token. */
function begunAnchor(line: Buffer): string {
  const text = line.toString("latin1", Math.max(0, line.length - SHAPE_LOOKBEHIND));
  for (let at = Math.max(0, text.length - LONGEST_ANCHOR); at < text.length; at++) {
    const word = text.slice(at);
    if (!TOKEN_ANCHORS.some((anchor) => anchor.startsWith(word))) continue;
    BEGUN_ANCHOR.lastIndex = at;
    if (BEGUN_ANCHOR.test(text)) return word;
  }
  return "";
}

function runLength(bytes: Buffer, at: number, { run }: SecretShape): number {
  if (!run) return 0;
  run.lastIndex = 0;
  return run.exec(bytes.toString("latin1", at, at + LONGEST_SHAPE / 2))?.[0].length ?? 0;
}

/** Where group 1 of an expression is that matches at a place. */
function matchAt(bytes: Buffer, at: number, expression: RegExp): MaskRange | undefined {
  const start = Math.max(0, at - SHAPE_LOOKBEHIND), newline = bytes.indexOf(NEWLINE, at);
  const lineEnd = newline < 0 ? bytes.length : newline;
  const text = bytes.toString("latin1", start, Math.min(lineEnd, at + LONGEST_SHAPE));
  expression.lastIndex = at - start;
  const [match = "", secret = ""] = expression.exec(text) ?? [];
  const end = at + match.length;
  return match === "" ? undefined : [end - secret.length, end];
}
