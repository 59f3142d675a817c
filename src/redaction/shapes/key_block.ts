import { linesFrom } from "../line_bounds.ts";
import type { MaskRange } from "../mask_ranges.ts";
import { withoutCodes } from "../plain_lines.ts";

/**
 * A private key on lines of its own, between its BEGIN and END: they are masked one by one, 200 at most, when the first of
 * them looks like a key's, so that a text which only speaks of keys stays as it is.
 */
export class KeyBlock {
  #left = 0;
  #isSure = false;

  /** Whether the next line may be one of a key. */
  get isOpen(): boolean {
    return this.#left > 0;
  }

  /** Whether the beginning of the next line is one of a key's, as far as can be seen. */
  mayTake(part: Buffer): boolean {
    const text = withoutCodes(part.toString("latin1"));
    return this.isOpen && (this.#isSure || looksLikeKey(text)) && !END.test(text);
  }

  /** Takes the next line, and says whether it is one of a key. */
  takes(coded: string): boolean {
    const line = withoutCodes(coded);
    if (!this.isOpen) {
      if (BEGIN.test(line)) {
        this.#left = MOST_LINES;
        this.#isSure = false;
      }
      return false;
    }
    this.#left--;
    if (END.test(line) || (!this.#isSure && !looksLikeKey(line))) {
      this.#left = 0;
      return false;
    }
    this.#isSure = true;
    return true;
  }
}

/** The lines of a private key from a place on, without what ends them; the block knows about those behind them afterwards. */
export function keyRanges(lines: Buffer, at: number, block: KeyBlock): MaskRange[] {
  const ranges: MaskRange[] = [];
  for (const [start, end] of linesFrom(lines, at)) {
    const line = lines.toString("latin1", start, end).replace(/\r$/, "");
    if (block.takes(line) && line !== "") ranges.push([start, start + line.length]);
  }
  return ranges;
}

/** What a line has in which a {@link KeyBlock} begins. */
export const KEY_ANCHOR = "PRIVATE KEY";

const MOST_LINES = 200;
// What stands behind BEGIN on the same line is no line of its own. PGP calls its keys blocks.
const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----\s*$/;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;

/** Base64, or what OpenSSL writes before it; `***` is a line that has been masked before. */
function looksLikeKey(line: string): boolean {
  return /[A-Za-z0-9+/]{16}|^\s*$|(?:Proc-Type|DEK-Info|Comment|Version):|\*\*\*/.test(line);
}
