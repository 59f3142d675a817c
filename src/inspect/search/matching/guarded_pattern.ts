import { judgePattern } from "../../../redaction/patterns/pattern_guard.ts";
import { PatternClock } from "../../../redaction/patterns/pattern_clock.ts";
import { TimeGuard } from "../../../runtime/time_guard.ts";
import { MAX_LINE_BYTES } from "../../../storage/lines/line.ts";

/** A regular expression has taken too long, so that a search with it cannot go on. */
export class SlowPatternError extends Error {
  override readonly name = "SlowPatternError";
}

/** A regular expression to look for in foreign text. */
export interface PatternSource {
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

const LIMIT_MS = 5000;

/**
 * What watches over the lines for which nobody can say that an expression is done with them soon, and ends the process, with
 * `exitCode` and a word on stderr, at the first that takes more than 5 s; undefined for an expression that has no such lines. A
 * turn of the event loop has to pass before its first use. Throws SyntaxError.
 */
export function guardFor(
  { pattern, ignoreCase }: PatternSource,
  exitCode: number,
): TimeGuard | undefined {
  const judged = judgePattern(pattern, { ignoreCase });
  if (!("fault" in judged) && judged.safeLength >= MAX_LINE_BYTES) return undefined;
  const shown = JSON.stringify(pattern);
  const message = `zig-session: Gave up: the pattern ${shown} takes more than ${
    LIMIT_MS / 1000
  } s for one line. ${ADVICE}.\n`;
  return new TimeGuard({ limitMs: LIMIT_MS, message, exitCode });
}

const ADVICE =
  `Say more exactly what is to be repeated, such as "[^,]*" for ".*", and nothing twice`;

/** Runs a user's expression on whole lines; those that may take long only under the eyes of a guard. */
export class GuardedPattern {
  readonly #expression: RegExp;
  readonly #safeLength: number;
  readonly #untimedLength: number;
  readonly #clock = new PatternClock();

  /** Throws SyntaxError for what is no regular expression. */
  constructor(readonly source: PatternSource, readonly guard?: TimeGuard) {
    const judged = judgePattern(source.pattern, { ignoreCase: source.ignoreCase });
    const isSafe = !("fault" in judged);
    this.#expression = isSafe ? judged.expression : judged.unsafe;
    this.#safeLength = isSafe ? judged.safeLength : -1;
    this.#untimedLength = isSafe ? judged.untimedLength : -1;
  }

  /** Whether it matches in a line. Throws SlowPatternError, at every further line too. */
  test(line: string): boolean {
    return this.#run(line, () => this.#expression.test(line));
  }

  /** Where it matches in a line; empty matches are none. Throws as {@link test}. */
  ranges(line: string): [start: number, end: number][] {
    return this.#run(line, () =>
      Array.from(
        line.matchAll(this.#expression),
        ({ index, 0: { length } }): [number, number] => [index, index + length],
      ).filter(([start, end]) => end > start));
  }

  #run<Result>({ length }: string, work: () => Result): Result {
    // Where the last test has left it.
    this.#expression.lastIndex = 0;
    if (length <= this.#untimedLength) return work();
    const { excess } = this.#clock;
    if (excess !== undefined) throw this.#error(excess);
    return this.#clock.time(length, length <= this.#safeLength ? work : () => this.#watched(work));
  }

  #watched<Result>(work: () => Result): Result {
    if (!this.guard) throw this.#error("the time of a thread that nobody watches");
    return this.guard.run(work);
  }

  #error(what: string): SlowPatternError {
    return new SlowPatternError(
      `The pattern ${JSON.stringify(this.source.pattern)} takes too long: ${what}. ${ADVICE}.`,
    );
  }
}
