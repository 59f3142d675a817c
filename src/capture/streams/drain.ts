import type { Channel } from "./channel.ts";

const QUIET_MS = 1000;
/** How long what is there is waited for until it is read: it needs but our turn, and all of them are ours. */
const UNREAD_MS = 20, MOST_LOOKS = 250;

/**
 * The end of a command's output: usually that everything was read and sent. A grandchild may keep a pipe open, though, and
 * our own reader may have stalled: then it is a second in which nothing moves.
 */
export class Drain {
  readonly #channels: readonly Channel[];
  readonly #waitForOutput: boolean;
  #hurried = false;
  #wake = () => {};

  constructor(channels: readonly Channel[], waitForOutput: boolean) {
    this.#channels = channels;
    this.#waitForOutput = waitForOutput;
  }

  /**
   * We were asked to end: from now on nobody is waited for who does not read or write for a second. Asked again once the
   * command has `ended`, what is left is given up at once.
   */
  hurry(ended: boolean): void {
    if (this.#hurried && ended) this.#abandon();
    this.#hurried = true;
    this.#wake();
  }

  /** Resolves at the end of the output; true when something else still holds it open. */
  async finish(): Promise<boolean> {
    const endedMs = performance.now();
    const done = Promise.all(this.#channels.map((channel) => channel.done)).then(() => true);
    for (let looks = 0;;) {
      const waitMs = this.#quietSinceMs(endedMs) + QUIET_MS - performance.now();
      const allSent = this.#channels.every(({ echo }) => echo.idle);
      const isOver = waitMs <= 0 && (allSent || this.#hurried);
      // On a busy machine, or after we were stopped, the second can be over before we have looked at what came in it.
      const isUnread = isOver && allSent && ++looks <= MOST_LOOKS &&
        this.#channels.some(({ hasUnread }) => hasUnread);
      if (isOver && !isUnread) {
        this.#abandon();
        return allSent;
      }
      const pauseMs = isUnread ? UNREAD_MS : waitMs > 0 ? waitMs : QUIET_MS;
      if (await Promise.race([done, this.#pause(pauseMs)])) return false;
    }
  }

  #quietSinceMs(endedMs: number): number {
    if (this.#waitForOutput && !this.#hurried) return Infinity;
    return Math.max(
      endedMs,
      ...this.#channels.flatMap(({ lastReadMs, echo }) => [lastReadMs, echo.lastSentMs]),
    );
  }

  #pause(milliseconds: number): Promise<false> {
    return new Promise((resolve) => {
      const timer = milliseconds < Infinity
        ? setTimeout(() => resolve(false), milliseconds)
        : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }

  #abandon(): void {
    for (const { echo, stop } of this.#channels) {
      stop.abort();
      echo.abandon();
    }
  }
}
