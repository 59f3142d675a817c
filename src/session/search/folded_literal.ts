import { bytesFinder, type ByteText, type FindBytes } from "../../runtime/byte_text.ts";

/** Two neighbouring bytes of a literal, or the only one, by which it is looked for. */
interface Pair {
  /** Where they stand in it. */
  readonly offset: number;
  /** One for each of their spellings. */
  readonly finders: readonly FindBytes[];
}

/** What shows how rare a pair is, from the beginning of a block. */
const SAMPLE_BYTES = 16 << 10;
// In the time that a pair takes which proves to be something else, one spelling is looked for in some 1,600 bytes.
const HITS_AS_ONE_SPELLING = SAMPLE_BYTES / 1600;
/** So many in a block are worth another look for a rarer pair. */
const MANY_MISSES = 4096;

/**
 * Finds a literal in any case of its ASCII letters, in a log's blocks one after the other: by its rarest pair of bytes, in
 * each spelling of which a block is searched. That takes a tenth of the time of an expression, for which there has to be a
 * string first.
 */
export class FoldedLiteral {
  readonly #folded: Buffer;
  #pair: Pair | undefined;
  /** What the pair has found in this block that was nothing. */
  #misses = 0;

  /** `bytes`: the literal, one character a byte; not empty. */
  constructor(bytes: string) {
    this.#folded = Buffer.from(Buffer.from(bytes, "latin1").map(folded));
  }

  /** Those that together find all places in a block. */
  finders(log: ByteText): FindBytes[] {
    if (!this.#pair || this.#misses > MANY_MISSES) this.#pair = this.#rarestPair(log.bytes);
    this.#misses = 0;
    const { offset, finders } = this.#pair;
    return finders.map((find) => (within: ByteText, from: number) => {
      let at = find(within, from + offset);
      while (at >= 0 && !this.#isAt(within.bytes, at - offset)) {
        this.#misses++;
        at = find(within, at + 1);
      }
      return at < 0 ? -1 : at - offset;
    });
  }

  #isAt(bytes: Buffer, start: number): boolean {
    const wanted = this.#folded;
    for (let index = 0; index < wanted.length; index++) {
      if (folded(bytes[start + index] ?? 0) !== wanted[index]) return false;
    }
    return true;
  }

  #rarestPair(bytes: Buffer): Pair {
    const wanted = this.#folded, counts = pairCounts(bytes.subarray(0, SAMPLE_BYTES));
    let best = 0, bestCost = Infinity;
    for (let offset = 0; offset === 0 || offset + 1 < wanted.length; offset++) {
      const hits = counts[pairOf(wanted[offset] ?? 0, wanted[offset + 1] ?? 0)] ?? 0;
      const cost = spellings(wanted.subarray(offset, offset + 2)).length +
        hits / HITS_AS_ONE_SPELLING;
      if (cost < bestCost) [best, bestCost] = [offset, cost];
    }
    const finders = spellings(wanted.subarray(best, best + 2)).map(bytesFinder);
    return { offset: best, finders };
  }
}

function pairCounts(sample: Buffer): Uint16Array {
  const counts = new Uint16Array(1 << 16);
  let last = 0;
  for (const byte of sample) {
    const next = folded(byte), pair = pairOf(last, next);
    counts[pair] = (counts[pair] ?? 0) + 1;
    last = next;
  }
  return counts;
}

function pairOf(first: number, second: number): number {
  return first << 8 | second;
}

/** Folded bytes with each letter in either case. */
function spellings(bytes: Buffer): string[] {
  return Array.from(bytes.toString("latin1")).reduce(
    (all, lower) => {
      const upper = lower >= "a" && lower <= "z" ? lower.toUpperCase() : lower;
      const cases = upper === lower ? [lower] : [lower, upper];
      return all.flatMap((beginning) => cases.map((last) => beginning + last));
    },
    [""],
  );
}

function folded(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
