/** Hears of a literal, by its number, at a place. */
export type FoundLiteral = (start: number, end: number, literal: number) => void;

const TABLE_SIZE = 1 << 16;

/**
 * Finds many literals in bytes at once, by a table that takes no time to build: of the first `window` bytes of a literal, two
 * or three neighbours stand at every second or fourth place of the text, wherever it begins; so only those places are looked
 * at.
 */
export class LiteralMatcher {
  readonly #window: number;
  readonly #isLong: boolean;
  /** For the bytes at a place: how many bytes before it a literal can begin, one bit each. */
  readonly #offsets = new Uint8Array(TABLE_SIZE);
  /** By their first `window` bytes. */
  readonly #byHead = new Map<number, Literal[]>();
  /** The beginnings that are shorter than that; made when they are asked for. */
  readonly #beginnings = new Set<number>();
  /** For two bytes: whether a literal begins so. */
  readonly #heads = new Uint8Array(TABLE_SIZE);
  #withoutBeginnings: Uint8Array[] = [];
  #longest = 0;
  #count = 0;

  /** `window` is the length of the shortest literal: 3 or 6 bytes. */
  constructor(window: 3 | 6) {
    this.#window = window;
    this.#isLong = window === 6;
  }

  /** Takes a literal of at least `window` bytes, and gives it the next number, from 0. */
  add(bytes: Uint8Array): void {
    const stride = this.#isLong ? 4 : 2;
    for (let offset = 0; offset < stride; offset++) {
      const hash = this.#isLong ? hashOfThree(bytes, offset) : hashOfTwo(bytes, offset);
      this.#offsets[hash] = (this.#offsets[hash] ?? 0) | 1 << offset;
    }
    const key = keyOf(bytes, 0, this.#window), literals = this.#byHead.get(key);
    const literal = { bytes, number: this.#count++ };
    if (literals) literals.push(literal);
    else this.#byHead.set(key, [literal]);
    this.#withoutBeginnings.push(bytes);
    this.#longest = Math.max(this.#longest, bytes.length);
  }

  /** Tells `found` of every literal in `bytes`, in any order; they may overlap. */
  find(bytes: Uint8Array, found: FoundLiteral): void {
    if (this.#count === 0) return;
    const table = this.#offsets, { length } = bytes;
    const stride = this.#isLong ? 4 : 2, next = this.#isLong ? nextOfThree : nextOfTwo;
    for (let at = next(bytes, table, 0); at < length; at = next(bytes, table, at + stride)) {
      const hash = this.#isLong ? hashOfThree(bytes, at) : hashOfTwo(bytes, at);
      const offsets = table[hash] ?? 0;
      for (let offset = 0; offset < stride; offset++) {
        if ((offsets & 1 << offset) !== 0) this.findAt(bytes, at - offset, found);
      }
    }
  }

  /** Tells `found` of the literals that begin at a place. */
  findAt(bytes: Uint8Array, start: number, found: FoundLiteral): void {
    const window = this.#window, { length } = bytes;
    if (start < 0 || start + window > length) return;
    for (const literal of this.#byHead.get(keyOf(bytes, start, window)) ?? NONE) {
      const end = start + literal.bytes.length;
      if (end <= length && agree(bytes, start, literal.bytes, end)) {
        found(start, end, literal.number);
      }
    }
  }

  /** Whether a literal is in `bytes`. */
  isIn(bytes: Uint8Array): boolean {
    let isFound = false;
    this.find(bytes, () => isFound = true);
    return isFound;
  }

  /** Where at the end of `bytes` a literal may have begun that goes on behind it; their length for nowhere. */
  openStart(bytes: Uint8Array): number {
    const { length } = bytes;
    this.#makeBeginnings();
    const table = this.#offsets, heads = this.#heads, wholeEnd = length - this.#window;
    let start = Math.max(0, length - this.#longest + 1);
    // Asked at the end of each line of data: most places are told by the table alone.
    for (; start <= wholeEnd; start++) {
      const hash = this.#isLong ? hashOfThree(bytes, start) : hashOfTwo(bytes, start);
      if (((table[hash] as number) & 1) !== 0 && this.#mayBegin(bytes, start)) return start;
    }
    for (; start < length; start++) {
      const isHead = start + 1 === length || heads[hashOfTwo(bytes, start)] !== 0;
      if (isHead && this.#mayBegin(bytes, start)) return start;
    }
    return length;
  }

  /** Whether `bytes` end within a literal that begins at `start`. */
  #mayBegin(bytes: Uint8Array, start: number): boolean {
    const window = this.#window, { length } = bytes;
    if (length - start < window) return this.#beginnings.has(keyOf(bytes, start, length - start));
    const literals = this.#byHead.get(keyOf(bytes, start, window)) ?? NONE;
    return literals.some((literal) =>
      literal.bytes.length > length - start && agree(bytes, start, literal.bytes, length)
    );
  }

  #makeBeginnings(): void {
    for (const bytes of this.#withoutBeginnings) {
      this.#heads[hashOfTwo(bytes, 0)] = 1;
      for (let length = 1; length < this.#window; length++) {
        this.#beginnings.add(keyOf(bytes, 0, length));
      }
    }
    this.#withoutBeginnings = [];
  }
}

interface Literal {
  readonly bytes: Uint8Array;
  readonly number: number;
}

const NONE: readonly Literal[] = [];

// This and the next are where the time goes: no step waits for the one before it, and nothing is called.
function nextOfThree(bytes: Uint8Array, table: Uint8Array, start: number): number {
  const end = bytes.length - 2;
  for (let at = start; at < end; at += 4) {
    const first = bytes[at] as number, second = bytes[at + 1] as number;
    if (table[(first << 10 ^ second << 5 ^ (bytes[at + 2] as number)) & 0xffff] !== 0) return at;
  }
  return bytes.length;
}

function nextOfTwo(bytes: Uint8Array, table: Uint8Array, start: number): number {
  const end = bytes.length - 1;
  for (let at = start; at < end; at += 2) {
    if (table[(bytes[at] as number) << 8 | (bytes[at + 1] as number)] !== 0) return at;
  }
  return bytes.length;
}

/** 16 bits of three bytes. */
export function hashOfThree(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 10 ^ (bytes[at + 1] ?? 0) << 5 ^ (bytes[at + 2] ?? 0)) & 0xffff;
}

function hashOfTwo(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0);
}

/** Up to 6 bytes and their number, in the 53 bits of a number. */
function keyOf(bytes: Uint8Array, start: number, length: number): number {
  let key = length;
  for (let at = start; at < start + length; at++) key = key * 256 + (bytes[at] ?? 0);
  return key;
}

/** Whether `bytes` from `start` to `end` are as the beginning of `literal`. */
function agree(bytes: Uint8Array, start: number, literal: Uint8Array, end: number): boolean {
  const length = end - start;
  // Where a text repeats itself as a literal does, it is told from it at the end.
  if (bytes[end - 1] !== literal[length - 1]) return false;
  if (length > LONG_BYTES) {
    return Buffer.compare(bytes.subarray(start, end), literal.subarray(0, length)) === 0;
  }
  for (let at = start; at < end; at++) if (bytes[at] !== literal[at - start]) return false;
  return true;
}

// From here on, the system compares faster than we do.
const LONG_BYTES = 64;
