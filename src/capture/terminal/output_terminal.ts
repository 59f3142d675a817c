import { signalOurGroup } from "../../runtime/process/job_control.ts";
import { constants } from "node:os";
import { closeDescriptor } from "../../runtime/descriptors/pipes.ts";
import { onSignals } from "../../runtime/process/signals.ts";
import { openPty, type Pty } from "../../runtime/terminal/pty.ts";
import { setTerminalSize, terminalSize } from "../../runtime/terminal/terminal.ts";
import {
  setTerminalModes,
  terminalModes,
  withOutputProcessing,
} from "../../runtime/terminal/terminal_modes.ts";

/**
 * A terminal for one output of a command, which is of the size of ours and controls nobody: keys, signals and `/dev/tty` are
 * those of our own. What the command writes there is to be read from {@link master}, as it was written.
 */
export class OutputTerminal {
  readonly #pty: Pty;
  readonly #ours: number;
  #unfollow = () => {};

  /** `ours` is the descriptor of ours that it stands for. Throws an Error where none can be had. */
  constructor(ours: number) {
    this.#pty = openPty();
    this.#ours = ours;
    const modes = terminalModes(this.#pty.slave);
    // What is made of it is left to our own terminal, which stays as it is.
    if (modes) setTerminalModes(this.#pty.slave, withOutputProcessing(modes, false));
    this.#resize();
  }

  get master(): number {
    return this.#pty.master;
  }

  get slave(): number {
    return this.#pty.slave;
  }

  /** Leaves the slave to the command, which has been started, and from now on follows the size of ours. */
  handOver(): void {
    closeDescriptor(this.#pty.slave);
    this.#unfollow = onSignals(["SIGWINCH", "SIGCONT"], () => {
      // Our terminal has sent the signal to the command as well, which may have looked before the size was copied.
      if (this.#resize()) signalOurGroup(constants.signals.SIGWINCH);
    });
    this.#resize();
  }

  /** What is to be written to our own stream for bytes of it. */
  shown(bytes: Uint8Array): Uint8Array {
    return bytes;
  }

  /** Hangs up: nothing that is written to it arrives any more. */
  closeMaster(): void {
    this.#unfollow();
    closeDescriptor(this.#pty.master);
  }

  /** Whether that has changed the size. */
  #resize(): boolean {
    const size = terminalSize(this.#ours), before = terminalSize(this.#pty.master);
    if (!size || String(size) === String(before)) return false;
    setTerminalSize(this.#pty.master, size);
    return true;
  }
}
