import type { MaskRange } from "./mask_ranges.ts";

/** An expression that has been judged (see judgePattern()), and the most text that it is given at once. */
export interface SafePattern {
  readonly source: string;
  readonly expression: RegExp;
  /** In UTF-16 units. */
  readonly windowLength: number;
}

// A pattern may take this long, and a second for every 2 million characters.
const ALLOWED_MS = 2000, CHARACTERS_PER_MS = 2000;

/**
 * Runs a user's expression on lines, longer ones in windows that overlap by half, so that one try is over soon; one that
 * takes too long nevertheless is switched off, once and for all, and `onSwitchedOff` hears why.
 */
export class PatternRunner {
  readonly #pattern: SafePattern;
  readonly #onSwitchedOff: (reason: string) => void;
  #spentMs = 0;
  #characters = 0;
  #isOff = false;

  constructor(pattern: SafePattern, onSwitchedOff: (reason: string) => void) {
    this.#pattern = pattern;
    this.#onSwitchedOff = onSwitchedOff;
  }

  /** Where it matches in a line; empty matches are none. */
  ranges(line: string): MaskRange[] {
    const { windowLength } = this.#pattern, ranges: MaskRange[] = [];
    for (let start = 0; !this.#isOff; start += windowLength >> 1) {
      const window = line.length <= windowLength ? line : line.slice(start, start + windowLength);
      this.#run(window, start, ranges);
      if (start + windowLength >= line.length) break;
    }
    return ranges;
  }

  #run(text: string, offset: number, ranges: MaskRange[]): void {
    const { expression, source } = this.#pattern;
    const startedMs = performance.now();
    for (const { index, 0: { length } } of text.matchAll(expression)) {
      if (length > 0) ranges.push([offset + index, offset + index + length]);
    }
    this.#spentMs += performance.now() - startedMs;
    this.#characters += text.length;
    if (this.#spentMs <= ALLOWED_MS + this.#characters / CHARACTERS_PER_MS) return;
    this.#isOff = true;
    const tookMs = Math.round(this.#spentMs);
    this.#onSwitchedOff(
      `the pattern "${source}" was switched off: it took ${tookMs} ms for ${this.#characters} characters`,
    );
  }
}
