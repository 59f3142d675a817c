import type { Channel } from "./channel.ts";

const QUIET_MS = 1000, LONGEST_MS = 2000;
/** How long what is there is waited for until it is read: it needs but our turn, and all of them are ours. */
const UNREAD_MS = 20, MOST_LOOKS = 250, LAST_LOOKS = 5;
/** More than a pipe and what a runtime reads ahead can hold: what is read after so much was not written by the command. */
const HELD_BYTES = 1 << 20;

/**
 * The end of a command's output: usually that everything was read and sent. A grandchild may keep a pipe open, though: then
 * it is a second in which nothing moves, or two seconds, and the rest is left to another process. Our own reader may have
 * stalled: who was read before then is waited for until it has been sent.
 */
export class Drain {
  readonly #channels: readonly Channel[];
  readonly #waitForOutput: boolean;
  #hurried = false;
  #isGivenUp = false;
  #wake = () => {};

  constructor(channels: readonly Channel[], waitForOutput: boolean) {
    this.#channels = channels;
    this.#waitForOutput = waitForOutput;
  }

  /**
   * We were asked to end: from now on nobody is waited for who does not read or write for a second. Asked again once the
   * command has `ended`, what is left to be sent is given up at once.
   */
  hurry(ended: boolean): void {
    if (this.#hurried && ended) this.#isGivenUp = true;
    this.#hurried = true;
    this.#wake();
  }

  /** Resolves when nothing is read any more: at the end of the output, or when it was left to others, see `leftEnd`. */
  async finish(): Promise<void> {
    const endedMs = performance.now();
    const done = Promise.all(this.#channels.map((channel) => channel.done)).then(() => true);
    const readBefore = this.#channels.map(({ readBytes }) => readBytes);
    for (let looks = 0;;) {
      const nowMs = performance.now();
      const waitMs = this.#quietSinceMs(endedMs) + QUIET_MS - nowMs;
      const restMs = this.#waits ? Infinity : endedMs + LONGEST_MS - nowMs;
      const allSent = this.#channels.every(({ echo }) => echo.idle);
      const isLate = restMs <= 0 && this.#hasReadItAll(readBefore);
      const isOver = isLate || (waitMs <= 0 && (allSent || this.#hurried));
      // On a busy machine, or after we were stopped, the second can be over before we have looked at what came in it.
      const isUnread = isOver && allSent && ++looks <= (isLate ? LAST_LOOKS : MOST_LOOKS) &&
        this.#channels.some(({ hasUnread }) => hasUnread);
      if (this.#isGivenUp || (isOver && !isUnread)) break;
      const pauseMs = isUnread || restMs <= 0
        ? UNREAD_MS
        : Math.min(waitMs > 0 ? waitMs : QUIET_MS, restMs);
      if (await Promise.race([done, this.#pause(pauseMs)])) return;
    }
    for (const channel of this.#channels) channel.leave();
    await this.#sendRest(done);
  }

  get #waits(): boolean {
    return this.#waitForOutput && !this.#hurried;
  }

  #quietSinceMs(endedMs: number): number {
    return this.#waits
      ? Infinity
      : Math.max(endedMs, ...this.#channels.map(({ lastReadMs }) => lastReadMs), this.#lastSentMs);
  }

  get #lastSentMs(): number {
    return Math.max(...this.#channels.map(({ echo }) => echo.lastSentMs));
  }

  /** Whether all has been read that the command can have written, however much others go on writing. */
  #hasReadItAll(readBefore: readonly number[]): boolean {
    return this.#channels.every(({ hasUnread, readBytes }, index) =>
      !hasUnread || readBytes - (readBefore[index] ?? 0) > HELD_BYTES
    );
  }

  /** Waits until all that was read has been sent, or given up. */
  async #sendRest(done: Promise<boolean>): Promise<void> {
    const leftMs = performance.now();
    for (;;) {
      const stalledMs = performance.now() - Math.max(leftMs, this.#lastSentMs);
      const givesUp = this.#isGivenUp || (this.#hurried && stalledMs >= QUIET_MS);
      if (givesUp) { for (const { echo } of this.#channels) echo.abandon(); }
      if (await Promise.race([done, this.#pause(givesUp ? UNREAD_MS : QUIET_MS)])) return;
    }
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
}
