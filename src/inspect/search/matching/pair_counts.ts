/** What shows how rare a pair is, from the beginning of a block. */
const SAMPLE_BYTES = 16 << 10;
/** In the time that a pair takes which proves to be something else, one more spelling is looked for in so many bytes. */
const BYTES_A_HIT = 1600;

/** How often pairs of neighbouring bytes come in a part of a log, upper and lower case alike. */
export class PairCounts {
  readonly #counts = new Uint16Array(1 << 16);

  constructor(bytes: Buffer) {
    let last = 0;
    for (const byte of bytes.subarray(0, SAMPLE_BYTES)) {
      const next = folded(byte), pair = last << 8 | next;
      this.#counts[pair] = (this.#counts[pair] ?? 0) + 1;
      last = next;
    }
  }

  /** What it costs to meet a pair, in lower case, wherever it is; 1 is what it costs to look for a text that is nowhere. */
  cost(first: number, second: number): number {
    return (this.#counts[first << 8 | second] ?? 0) * BYTES_A_HIT / SAMPLE_BYTES;
  }
}

/** A byte of ASCII in lower case; any other as it is. */
export function folded(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** A text in lower case with each letter of ASCII in either case. */
export function spellings(lowerCase: string): string[] {
  return Array.from(lowerCase).reduce(
    (all, lower) => {
      const upper = lower >= "a" && lower <= "z" ? lower.toUpperCase() : lower;
      const cases = upper === lower ? [lower] : [lower, upper];
      return all.flatMap((beginning) => cases.map((last) => beginning + last));
    },
    [""],
  );
}
