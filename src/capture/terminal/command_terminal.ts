import { constants } from "node:os";
import { mayUseTerminal } from "../../runtime/process/job_control.ts";
import { closeDescriptor, readShared } from "../../runtime/descriptors/pipes.ts";
import { openPty, type Pty } from "../../runtime/terminal/pty.ts";
import type { ChildProcess } from "../../runtime/process/spawn.ts";
import type { SessionLeader } from "../../runtime/terminal/session_leader.ts";
import { isTerminal, setTerminalSize, terminalSize } from "../../runtime/terminal/terminal.ts";
import {
  addsReturns,
  foregroundGroup,
  inputRules,
  processesOutput,
  setTerminalModes,
  terminalModes,
  withOutputProcessing,
} from "../../runtime/terminal/terminal_modes.ts";
import { OwnTerminal } from "./own_terminal.ts";
import { Suspension } from "../recording/suspension.ts";
import { TypedInput } from "./typed_input.ts";

const { SIGINT, SIGQUIT } = constants.signals;
const STDIN = 0, STDOUT = 1;
const DEFAULT_SIZE = Uint16Array.of(24, 80, 0, 0);

/**
 * A terminal for a command, as ours is: same size and modes. What is typed at ours, or comes on our stdin if that is no
 * terminal, is typed there; what the command writes is to be read from {@link master}.
 */
export class CommandTerminal implements Disposable {
  readonly #pty: Pty;
  /** Which descriptor of ours is a terminal, if any. */
  readonly #ours = [STDIN, STDOUT, 2].find(isTerminal);
  readonly #input: TypedInput;
  readonly #own: OwnTerminal;
  readonly #stopReading = new AbortController();
  #suspension: Suspension | undefined;
  #leader: SessionLeader | undefined;
  /** What was read first is typed first, although reading begins anew after a suspension. */
  #typed: Promise<void> = Promise.resolve();
  readonly #typedSignals = new Set<number>();
  #slaveIsOpen = true;
  #masterIsOpen = true;

  /** Throws an Error where none can be had. */
  constructor() {
    this.#pty = openPty();
    this.#input = new TypedInput(this.#pty);
    this.#own = new OwnTerminal((chunk) => this.#typed = this.#typed.then(() => this.#type(chunk)));
    this.#copyModes();
    setTerminalSize(this.#pty.master, DEFAULT_SIZE);
    this.resize();
  }

  /** The path that the command is to open. */
  get path(): string {
    return this.#pty.slavePath;
  }

  get master(): number {
    return this.#pty.master;
  }

  /** The command's side, open until {@link commandEnded}. */
  get slave(): number {
    return this.#pty.slave;
  }

  /** Begins to type, once the command has been started. */
  connect(child: ChildProcess): void {
    this.#leader = child.leader;
    const { master } = this.#pty, resize = () => this.resize();
    this.#suspension = new Suspension({ pid: child.pid, master, own: this.#own, resize });
    this.#followOutputModes();
    if (isTerminal(STDIN)) this.#own.hold();
    else void this.#typeStdin();
  }

  /** Takes over the size of our terminal. */
  resize(): void {
    const size = this.#ours === undefined ? undefined : terminalSize(this.#ours);
    // A terminal that does not know its own size says 0.
    if (size?.[1] && this.#masterIsOpen) setTerminalSize(this.#pty.master, size);
  }

  /**
   * What is to be written to our stdout for bytes that the command's terminal gave. Ours makes of what is written to it what the
   * command's does, so that others who write there are shown as if it were not raw; what both make is left to ours.
   */
  shown(bytes: Uint8Array): Uint8Array {
    this.#followOutputModes();
    const ours = terminalModes(STDOUT);
    return ours && addsReturns(ours) ? withoutReturns(bytes) : bytes;
  }

  /** Whether the command's terminal has made this signal of what was typed at ours. */
  hasTyped(signal: number): boolean {
    return this.#typedSignals.has(signal);
  }

  /** Types nothing more; what the command has written can still be read, and then ends. */
  commandEnded(): void {
    this.#stopTyping();
    if (this.#slaveIsOpen) closeDescriptor(this.#pty.slave);
    this.#slaveIsOpen = false;
  }

  /** Puts our terminal back as it was. */
  release(): void {
    this.#own.release();
  }

  /** Gives our terminal back for good: whoever still writes to the command's is shown there by another process. */
  leave(): void {
    this.release();
    const ours = terminalModes(STDOUT), modes = terminalModes(this.#pty.master);
    // What both would make of a line's end is left to ours, as in shown().
    if (ours && addsReturns(ours) && modes) {
      setTerminalModes(this.#pty.master, withOutputProcessing(modes, false));
    }
  }

  /** Closes the master, unless another process has it, too; `hangsUp`: the command, or who is left of it, gets SIGHUP. */
  closeMaster(hangsUp: boolean): void {
    this.#stopTyping();
    // First: when the master is closed under a leader, everybody gets SIGHUP.
    if (hangsUp) this.#leader?.hangUp();
    else this.#leader?.leave();
    if (this.#masterIsOpen) closeDescriptor(this.#pty.master);
    this.#masterIsOpen = false;
  }

  [Symbol.dispose](): void {
    this.release();
    this.commandEnded();
  }

  #followOutputModes(): void {
    const modes = this.#masterIsOpen ? terminalModes(this.#pty.master) : undefined;
    if (modes) this.#own.processOutput(processesOutput(modes));
  }

  #copyModes(): void {
    // In the background the modes are of whoever has the terminal now, a shell that edits a line.
    if (this.#ours === undefined || !mayUseTerminal(foregroundGroup(this.#ours))) return;
    const modes = terminalModes(this.#ours);
    if (modes) setTerminalModes(this.#pty.slave, modes);
  }

  #stopTyping(): void {
    this.#suspension?.end();
    this.#input.stop();
    this.#stopReading.abort();
  }

  async #type(chunk: Uint8Array): Promise<void> {
    for (let rest = chunk; rest.length > 0 && this.#masterIsOpen;) {
      this.#noteSignals(rest);
      const count = this.#suspension?.typedBefore(rest) ?? 0;
      await this.#input.type(count === 0 ? rest : rest.subarray(0, count));
      if (count === 0) return;
      await this.#suspension?.suspend();
      rest = rest.subarray(count);
    }
  }

  #noteSignals(bytes: Uint8Array): void {
    const modes = terminalModes(this.#pty.master);
    if (!modes) return;
    const { makesSignals, interrupt, quit } = inputRules(modes);
    if (!makesSignals) return;
    if (interrupt !== 0 && bytes.includes(interrupt)) this.#typedSignals.add(SIGINT);
    if (quit !== 0 && bytes.includes(quit)) this.#typedSignals.add(SIGQUIT);
  }

  async #typeStdin(): Promise<void> {
    const { signal } = this.#stopReading;
    for await (const chunk of readShared(STDIN, signal)) await this.#input.type(chunk);
    if (!signal.aborted) await this.#input.end();
  }
}

const RETURN = 0x0d, NEWLINE = 0x0a;

/** `\n` for each `\r\n`. */
function withoutReturns(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(bytes.length);
  let length = 0;
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(RETURN, start), end = found < 0 ? bytes.length : found;
    kept.set(bytes.subarray(start, end), length);
    length += end - start;
    if (found >= 0 && bytes[found + 1] !== NEWLINE) kept[length++] = RETURN;
    start = end + 1;
  }
  return kept.subarray(0, length);
}
