// A pattern may take this long, and a second for every 2 million characters.
const ALLOWED_MS = 2000, CHARACTERS_PER_MS = 2000;

/** Adds up what a pattern takes, and says when that is too much. */
export class PatternClock {
  #spentMs = 0;
  #characters = 0;

  /** Lets a pattern work on so many characters. */
  time<Result>(characters: number, work: () => Result): Result {
    const startedMs = performance.now();
    try {
      return work();
    } finally {
      this.#spentMs += performance.now() - startedMs;
      this.#characters += characters;
    }
  }

  /** Such as "2004 ms for 65536 characters" of what has taken too long; else undefined. */
  get excess(): string | undefined {
    if (this.#spentMs <= ALLOWED_MS + this.#characters / CHARACTERS_PER_MS) return undefined;
    return `${Math.round(this.#spentMs)} ms for ${this.#characters} characters`;
  }
}
