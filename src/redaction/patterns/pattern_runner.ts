import type { MaskRange } from "../mask_ranges.ts";
import { PatternClock } from "./pattern_clock.ts";

/** An expression that has been judged (see judgePattern()), and how much text it may be given at once, in UTF-16 units. */
export interface SafePattern {
  readonly source: string;
  readonly expression: RegExp;
  /** A text of so many is over in about a second. */
  readonly safeLength: number;
  /** As {@link safeLength}, but for a pattern that is to have its lines soon. */
  readonly windowLength: number;
  /** A text of so many is over before a look at the clock would pay. */
  readonly untimedLength: number;
}

/**
 * Runs a user's expression on lines, longer ones in windows that overlap by half, so that one try is over soon; one that
 * takes too long nevertheless is switched off, once and for all, and `onSwitchedOff` hears why.
 */
export class PatternRunner {
  readonly #pattern: SafePattern;
  readonly #onSwitchedOff: (reason: string) => void;
  readonly #clock = new PatternClock();
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
    this.#clock.time(text.length, () => {
      for (const { index, 0: { length } } of text.matchAll(expression)) {
        if (length > 0) ranges.push([offset + index, offset + index + length]);
      }
    });
    const { excess } = this.#clock;
    if (excess === undefined) return;
    this.#isOff = true;
    this.#onSwitchedOff(`the pattern "${source}" was switched off: it took ${excess}`);
  }
}
