import { addedMaskOf, addedMaskStart, beginsAddedMask } from "./values/added_mask.ts";
import { FoldedSecrets } from "./values/folded_secrets.ts";
import { KeyBlock } from "./shapes/key_block.ts";
import { linesFrom } from "./line_bounds.ts";
import { MASK, type MaskRange, mergedRanges } from "./mask_ranges.ts";
import type { RangesOfPart, Redactor } from "./redactor.ts";

/** How a stream is masked. */
export interface StreamOptions {
  /** Whether lines that ask GitHub's runner to mask a value are given as they are, because the runner reads them. */
  readonly keepsAddedMasks?: boolean;
  /** How much of a line without an end is looked at again when more of it comes. Default 64 KiB. */
  readonly contextBytes?: number;
}

const NEWLINE = 0x0a, MASK_BYTES = Buffer.from(MASK);
const CONTEXT_BYTES = 64 << 10, HEAD_BYTES = 64;
/** From here on, to copy it takes longer than to look at it in two parts. */
const LARGE_BYTES = 16 << 10;
/** As long as the longest secret that may be held back. */
const SHORTEST_CONTEXT = 8 << 10;

/**
 * Masks the secrets of one stream. Lines are given when they are whole, so that no way of cutting a stream into chunks lets a
 * secret through; {@link settle} gives what there is of a line, but for the possible beginning of a secret.
 */
export class StreamRedactor {
  readonly #redactor: Redactor;
  readonly #keepsAddedMasks: boolean;
  readonly #contextBytes: number;
  readonly #block = new KeyBlock();
  readonly #folded = new FoldedSecrets();
  /** The unfinished line, in the pieces in which it came, and how much of it has been given. */
  #line: Buffer[] = [];
  #lineBytes = 0;
  #given = 0;
  /** Whether the last that was given of the line was a mask, so that the rest of the same secret is none of its own. */
  #endsMasked = false;
  /** How many masks have been given. */
  count = 0;

  constructor(redactor: Redactor, options: StreamOptions = {}) {
    this.#redactor = redactor;
    this.#keepsAddedMasks = options.keepsAddedMasks ?? false;
    this.#contextBytes = Math.max(SHORTEST_CONTEXT, options.contextBytes ?? CONTEXT_BYTES);
  }

  /** Whether a line has begun that has not been given whole. */
  get hasRest(): boolean {
    return this.#lineBytes > this.#given;
  }

  /** Whether what was in the lines before has a say in what is masked in the next. */
  get goesOn(): boolean {
    return this.#block.isOpen || this.#folded.isOpen || this.hasRest;
  }

  /** Takes a chunk, which must not change any more, and gives the lines that it completes. */
  push(chunk: Uint8Array): Uint8Array[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#lineBytes > 0 && bytes.length >= LARGE_BYTES) {
      // Joined with the line that it goes on, all of it would be copied.
      const next = bytes.indexOf(NEWLINE) + 1;
      if (next > 0 && next < bytes.length) {
        return [...this.push(bytes.subarray(0, next)), ...this.push(bytes.subarray(next))];
      }
    }
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const given: Uint8Array[] = [];
    if (end > 0) {
      this.#keep(bytes.subarray(0, end));
      const lines = this.#joined();
      const ranges = this.#redactor.rangesOfLines(lines, {
        block: this.#block,
        folded: this.#folded,
      });
      given.push(...this.#give(lines, lines.length, this.#wanted(lines, ranges)));
      this.#line = [];
      this.#lineBytes = this.#given = 0;
      this.#endsMasked = false;
    }
    // A copy, lest a short rest keeps a large chunk in memory.
    if (end < bytes.length) this.#keep(end > 0 ? Buffer.from(bytes.subarray(end)) : bytes);
    if (this.#lineBytes > this.#contextBytes) given.push(...this.settle());
    return given;
  }

  /** Gives what there is of a line, but for what may be the beginning of a secret. */
  settle(): Uint8Array[] {
    if (!this.hasRest) return [];
    const line = this.#joined(), isLong = line.length > this.#contextBytes;
    const { ranges, openStart } = this.#rangesOf(line);
    const isHeld = this.#block.isOpen || beginsAddedMask(line.toString("latin1", 0, HEAD_BYTES));
    // It is masked when it is whole; but what has no end cannot be waited for.
    const end = isHeld ? (isLong ? line.length : 0) : openStart;
    const given = this.#give(line, end, ranges);
    if (isLong) this.#forget(end);
    return given;
  }

  /**
   * Gives all there is, at the end of the stream or because it cannot be held back any longer. A known secret that is cut
   * there is masked if there are at least 6 bytes of it; of one that goes on, the rest will be masked.
   */
  flush(): Uint8Array[] {
    if (!this.hasRest) return [];
    const line = this.#joined(), { ranges, cutStart } = this.#rangesOf(line);
    const cut = cutStart < line.length ? [[cutStart, line.length] as const] : [];
    return this.#give(line, line.length, mergedRanges([...ranges, ...cut]));
  }

  #rangesOf(line: Buffer): RangesOfPart {
    if (this.#block.mayTake(line)) {
      return { ranges: [[0, line.length]], openStart: 0, cutStart: line.length };
    }
    const part = this.#redactor.rangesOfPart(line, { folded: this.#folded });
    const valueStart = addedMaskStart(line.toString("latin1", 0, HEAD_BYTES));
    if (valueStart === undefined) return part;
    // What it asks to mask is known when it is whole.
    const ranges = this.#keepsAddedMasks || valueStart === line.length
      ? []
      : [...part.ranges, [valueStart, line.length] as const];
    return { ranges: mergedRanges(ranges), openStart: 0, cutStart: line.length };
  }

  /** But for those in lines that go out as they are. */
  #wanted(lines: Buffer, ranges: readonly MaskRange[]): readonly MaskRange[] {
    if (!this.#keepsAddedMasks || ranges.length === 0) return ranges;
    const kept = [...linesFrom(lines, 0)].filter(([start, end]) =>
      addedMaskOf(lines.toString("latin1", start, end)) !== undefined
    );
    return ranges.filter(([start]) => !kept.some((line) => start >= line[0] && start < line[1]));
  }

  /** Gives `bytes` up to `end`, but not what has been given before. */
  #give(bytes: Buffer, end: number, ranges: readonly MaskRange[]): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let at = this.#given, endsMasked = this.#endsMasked;
    for (const [start, stop] of ranges) {
      if (stop <= at) continue;
      if (start >= end) break;
      if (start > at) parts.push(bytes.subarray(at, start));
      if (start > at || !endsMasked) {
        parts.push(MASK_BYTES);
        this.count++;
      }
      at = stop;
      endsMasked = true;
    }
    if (at < end) {
      parts.push(bytes.subarray(at, end));
      at = end;
      endsMasked = false;
    }
    this.#given = at;
    this.#endsMasked = endsMasked;
    return parts;
  }

  /** What stands further back than a secret is long has no say any more. */
  #forget(openStart: number): void {
    const line = this.#joined();
    const cut = Math.min(openStart, this.#given, line.length - SHORTEST_CONTEXT);
    this.#line = [Buffer.from(line.subarray(cut))];
    this.#lineBytes = line.length - cut;
    this.#given -= cut;
  }

  #keep(piece: Buffer): void {
    this.#line.push(piece);
    this.#lineBytes += piece.length;
  }

  #joined(): Buffer {
    const [only] = this.#line;
    const line = only && this.#line.length === 1 ? only : Buffer.concat(this.#line);
    this.#line = [line];
    return line;
  }
}
