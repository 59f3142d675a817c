import { adoptOrphans } from "../../runtime/process/process_tree.ts";
import { endDescendants } from "./end_descendants.ts";

/** A reader that stalls, or a silent process that keeps the output open, is nothing that has to be ended. */
const OUTPUT_MS = 2000;

/** How long a command may run; then it is ended, and every process that it has started. */
export class TimeLimit implements Disposable {
  readonly #limitMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #startedMs = 0;
  #isKept = false;
  #ending: Promise<void> | undefined;

  /** To be made before the command is started; undefined is no limit. */
  constructor(limitMs: number | undefined) {
    this.#limitMs = limitMs;
    if (limitMs !== undefined) adoptOrphans();
  }

  /** The time of the command begins. */
  start(): void {
    if (this.#limitMs === undefined) return;
    this.#startedMs = performance.now();
    this.#endIn(this.#limitMs);
  }

  /** Whether the time was over before the command was. */
  get expired(): boolean {
    return this.#ending !== undefined && !this.#isKept;
  }

  /** The command has ended, in time unless it has {@link expired}: what it has left behind must not go on for ever either. */
  keep(): void {
    if (this.#limitMs === undefined || this.#ending) return;
    this.#isKept = true;
    clearTimeout(this.#timer);
    this.#endIn(Math.max(OUTPUT_MS, this.#startedMs + this.#limitMs - performance.now()));
  }

  /** Resolves when all have ended who are being ended. */
  async settled(): Promise<void> {
    await this.#ending;
  }

  /** The command is over. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #endIn(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#ending = endDescendants(), milliseconds);
  }
}
