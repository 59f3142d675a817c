import type { MaskRange } from "./mask_ranges.ts";

const ESCAPE = 0x1b, NEWLINE = 0x0a;
/** The lines of `bytes` in which a terminal's codes stand, without them: a secret may have colours within. */
export class PlainLines {
  readonly bytes: Buffer;
  /** Where the parts between codes stand: here, and in the source. */
  readonly #parts: { readonly at: number; readonly source: number }[] = [];
  readonly #sourceLength: number;

  private constructor(source: Buffer, parts: readonly MaskRange[]) {
    let at = 0;
    for (const [start, end] of parts) {
      this.#parts.push({ at, source: start });
      at += end - start;
    }
    this.bytes = Buffer.concat(parts.map(([start, end]) => source.subarray(start, end)));
    this.#sourceLength = source.length;
  }

  /** Undefined where there are no codes. */
  static of(source: Buffer): PlainLines | undefined {
    let escape = source.indexOf(ESCAPE);
    if (escape < 0) return undefined;
    const parts: MaskRange[] = [];
    for (let lineEnd = 0; escape >= 0; escape = source.indexOf(ESCAPE, lineEnd)) {
      let start = escape === 0 ? 0 : source.lastIndexOf(NEWLINE, escape - 1) + 1;
      const newline = source.indexOf(NEWLINE, escape);
      lineEnd = newline < 0 ? source.length : newline + 1;
      for (; escape >= 0 && escape < lineEnd; escape = source.indexOf(ESCAPE, escape)) {
        const length = codeLength(source, escape);
        if (length > 0 && escape > start) parts.push([start, escape]);
        if (length > 0) start = escape + length;
        escape += Math.max(1, length);
      }
      if (lineEnd > start) parts.push([start, lineEnd]);
    }
    return new PlainLines(source, parts);
  }

  /** Where ranges of {@link bytes} are in the source, codes within included. */
  *inSource(ranges: readonly MaskRange[]): Generator<MaskRange> {
    for (const [start, end] of ranges) {
      if (end > start) yield [this.sourceOf(start), this.sourceOf(end - 1) + 1];
    }
  }

  /** Where a byte is in the source; its length for the end. */
  sourceOf(at: number): number {
    if (at >= this.bytes.length) return this.#sourceLength;
    let low = 0, high = this.#parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#parts[middle]?.at ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const part = this.#parts[low];
    return part ? part.source + at - part.at : this.#sourceLength;
  }
}

/** A text without a terminal's codes. */
export function withoutCodes(text: string): string {
  return text.includes("\x1b") ? text.replace(CODE, "") : text;
}

// From ECMA-48, 5.4; the last ones choose a character set, as `tput sgr0` does.
const CODE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-Z])/g;
const BRACKET = 0x5b, OPENING = 0x28, CLOSING = 0x29, SPACE = 0x20, AT = 0x40, TILDE = 0x7e;
const LONGEST_CODE = 64;

/** How long the code at a place is, as far as it is there; 0 for none. */
function codeLength(source: Buffer, at: number): number {
  const kind = source[at + 1];
  if (kind === undefined) return 1;
  if (kind === OPENING || kind === CLOSING) return Math.min(3, source.length - at);
  if (kind !== BRACKET) return 0;
  for (let length = 2; length < LONGEST_CODE; length++) {
    const byte = source[at + length];
    if (byte === undefined) return length;
    if (byte >= AT && byte <= TILDE) return length + 1;
    if (byte < SPACE || byte >= AT) return 0;
  }
  return 0;
}
