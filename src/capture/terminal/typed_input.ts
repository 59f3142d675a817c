import { setTimeout as sleep } from "node:timers/promises";
import { hasInput, type Pty, writeNow } from "../../runtime/terminal/pty.ts";
import { inputRules, terminalModes } from "../../runtime/terminal/terminal_modes.ts";

const NEWLINE = 0x0a, CTRL_D = 0x04;
const LOOK_MS = 16, END_REPEAT_MS = 1000;

/** Types at a command's terminal, as fast as the command reads. */
export class TypedInput {
  readonly #pty: Pty;
  #lastByte = NEWLINE;
  #stopped = false;

  constructor(pty: Pty) {
    this.#pty = pty;
  }

  /** Types bytes, and resolves when there was room for all. One call at a time. */
  async type(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes, waitMs = 1; rest.length > 0 && !this.#stopped;) {
      const count = writeNow(this.#pty.master, rest);
      rest = rest.subarray(count);
      if (rest.length === 0) break;
      // No event tells on both runtimes that there is room again.
      waitMs = count > 0 ? 1 : Math.min(waitMs * 2, LOOK_MS);
      await sleep(waitMs);
    }
    this.#lastByte = bytes.at(-1) ?? this.#lastByte;
  }

  /** Nothing more is typed, also nothing that has no room yet: the terminal is about to be closed. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Types the end of the input, each time that the command has read all and asks for more: a file at its end has one for
   * every read, and a program that changes the modes meanwhile, as line editors do, does not see the one before.
   */
  async end(): Promise<void> {
    for (let waitMs = LOOK_MS; !this.#stopped; waitMs = Math.min(waitMs * 2, END_REPEAT_MS)) {
      if (!hasInput(this.#pty.slave)) {
        const modes = terminalModes(this.#pty.master);
        const mark = (modes && inputRules(modes).endOfFile) || CTRL_D;
        // Within a line, the first one hands over what there is of it.
        await this.type(Uint8Array.from(this.#lastByte === NEWLINE ? [mark] : [mark, mark]));
        this.#lastByte = NEWLINE;
      }
      await sleep(waitMs);
    }
  }
}
