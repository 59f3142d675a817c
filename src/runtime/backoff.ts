import { pause } from "./pause.ts";

const FIRST_PAUSE_MS = 1, LONGEST_PAUSE_MS = 16, GROWTH = 1.5;
const STUCK_AFTER_MS = 5000, LONGEST_WAIT_MS = 60_000;

/**
 * Waits for what others have in turns, such as the lock of a log: as long as there is progress, and 5 s when there is none,
 * because one who was stopped may never give it back. Looks ever less often, at random: sixty processes that look every
 * millisecond take the processor from the one that they wait for.
 */
export class Backoff {
  readonly #progress: () => number;
  readonly #stuckAfterMs: number;
  readonly #longestMs: number;
  readonly #startedMs = performance.now();
  #stuckMs: number;
  #lastProgress: number;
  #pauseMs = FIRST_PAUSE_MS;

  /**
   * `progress` is another number whenever one of the others has done something; it is asked once in `stuckAfterMs`. Waits no
   * longer than `longestMs` in all.
   */
  constructor(
    progress: () => number,
    stuckAfterMs = STUCK_AFTER_MS,
    longestMs = LONGEST_WAIT_MS,
  ) {
    this.#progress = progress;
    this.#stuckAfterMs = stuckAfterMs;
    this.#longestMs = longestMs;
    this.#stuckMs = this.#startedMs + stuckAfterMs;
    this.#lastProgress = progress();
  }

  /** Stops this thread for a little while. False, at once, when waiting has lasted long enough. */
  wait(): boolean {
    if (this.#isOver(performance.now())) return false;
    pause(this.#pauseMs * (0.5 + Math.random()));
    this.#pauseMs = Math.min(this.#pauseMs * GROWTH, LONGEST_PAUSE_MS);
    return true;
  }

  #isOver(nowMs: number): boolean {
    if (nowMs < this.#stuckMs) return false;
    const progress = this.#progress();
    const isStuck = progress === this.#lastProgress || nowMs - this.#startedMs >= this.#longestMs;
    this.#lastProgress = progress;
    this.#stuckMs = nowMs + this.#stuckAfterMs;
    return isStuck;
  }
}
