import { adoptOrphans } from "../../runtime/process/process_tree.ts";
import { endDescendants } from "./end_descendants.ts";

/** How long a command may run; then it is ended, and every process that it has started. */
export class TimeLimit implements Disposable {
  readonly #limitMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ending: Promise<void> | undefined;

  /** To be made before the command is started; undefined is no limit. */
  constructor(limitMs: number | undefined) {
    this.#limitMs = limitMs;
    if (limitMs !== undefined) adoptOrphans();
  }

  /** The time of the command begins. */
  start(): void {
    if (this.#limitMs === undefined) return;
    this.#timer = setTimeout(() => this.#ending = endDescendants(), this.#limitMs);
  }

  /** Whether the time was over before the command was. */
  get expired(): boolean {
    return this.#ending !== undefined;
  }

  /** The command has ended, in time unless it has {@link expired}: what it has left in the background lives on. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Resolves when all have ended who are being ended. */
  async settled(): Promise<void> {
    await this.#ending;
  }

  /** The command is over. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
