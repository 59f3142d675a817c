import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ignoresStop, signalGroup, stopOurGroup } from "../../runtime/process/job_control.ts";
import { onSignals } from "../../runtime/process/signals.ts";
import {
  foregroundGroup,
  inputRules,
  terminalModes,
} from "../../runtime/terminal/terminal_modes.ts";
import type { OwnTerminal } from "./own_terminal.ts";

const { SIGCONT, SIGSTOP, SIGWINCH } = constants.signals;
/** Time for a program to leave the screen as it wants to, and for what it prints then to reach ours. */
const FAREWELL_MS = 60;

/** What is stopped and continued together. */
export interface SuspensionParts {
  /** The command, which leads a process group of the same number. */
  readonly pid: number;
  readonly master: number;
  readonly own: OwnTerminal;
  /** Gives the command's terminal the size of ours. */
  readonly resize: () => void;
}

/**
 * Ctrl-Z at the terminal of a command. The kernel stops nothing there, because the command's group is orphaned: nobody in
 * its session could continue it. So we stop it, and ourselves, and continue it when we are continued.
 */
export class Suspension {
  readonly #parts: SuspensionParts;
  readonly #undo: () => void;
  #ended = false;

  constructor(parts: SuspensionParts) {
    this.#parts = parts;
    this.#undo = onSignals(["SIGCONT"], () => this.#goOn());
  }

  /** How many of these bytes are to be typed before {@link suspend}; 0 when none of them suspends. */
  typedBefore(bytes: Uint8Array): number {
    const { master, pid } = this.#parts;
    const modes = this.#ended ? undefined : terminalModes(master);
    if (!modes) return 0;
    const { makesSignals, suspend } = inputRules(modes);
    const count = makesSignals && suspend !== 0 ? bytes.indexOf(suspend) + 1 : 0;
    if (count === 0) return 0;
    // Another group of the command's session is a job of the command, a shell, which looks after it.
    return foregroundGroup(master) === pid && !ignoresStop(pid) ? count : 0;
  }

  /** Stops the command and us, and resolves when both go on. */
  async suspend(): Promise<void> {
    const { pid, own, master } = this.#parts;
    await sleep(FAREWELL_MS);
    if (this.#ended) return;
    signalGroup(pid, SIGSTOP);
    own.release();
    stopOurGroup();
    this.#goOn();
    // A program that was stopped in the midst of things does not know that the screen has changed.
    signalGroup(foregroundGroup(master), SIGWINCH);
  }

  /** From now on, the command is no more. */
  end(): void {
    this.#ended = true;
    this.#undo();
  }

  #goOn(): void {
    this.#parts.own.hold();
    this.#parts.resize();
    signalGroup(this.#parts.pid, SIGCONT);
  }
}
