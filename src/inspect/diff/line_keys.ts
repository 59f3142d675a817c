import { linePrinter, normalizeTokens, type Surroundings } from "./normalize_line.ts";
import { textHash } from "./text_hash.ts";

const CACHED_LINES = 1 << 14, CACHED_CHARS = 400;
const DIGIT = /\d/;
// All but the one that makes a hexadecimal number.
const LIKE_DIGITS = /[1-9]|0(?![xX])|(?<=\w)0/g;

/**
 * A function that gives lines the same number which are the same in the comparison: the hash of what lineNormalizer() makes
 * of them. It is many times as fast, because it knows the lines that differ from an earlier one in digits alone.
 */
export function lineKeys(surroundings: Surroundings): (line: string) => number {
  const asPrinted = linePrinter(surroundings);
  const shapes = new KeyCache(keyOfShape), texts = new KeyCache(hashOf);
  return (line) => {
    const text = asPrinted(line);
    const key = shapes.of(text.replace(LIKE_DIGITS, "1"));
    // Digits that count, such as those of an exit code.
    return Number.isNaN(key) ? texts.of(text) : key;
  };
}

/** Knows the keys of some thousand texts. */
class KeyCache {
  readonly #known = new Map<string, number>();

  constructor(readonly keyOf: (text: string) => number) {}

  of(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const key = this.keyOf(text);
    if (text.length <= CACHED_CHARS) {
      if (this.#known.size >= CACHED_LINES) this.#known.clear();
      this.#known.set(text, key);
    }
    return key;
  }
}

/** Not a number where a line of this shape has digits that are compared. */
function keyOfShape(shape: string): number {
  const form = normalizeTokens(shape);
  return DIGIT.test(form) ? NaN : textHash(form);
}

function hashOf(text: string): number {
  return textHash(normalizeTokens(text));
}
