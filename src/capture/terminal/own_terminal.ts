import { closeDescriptor, readChunks, readShared } from "../../runtime/descriptors/pipes.ts";
import { openTerminal } from "../../runtime/terminal/pty.ts";
import {
  enterRawMode,
  foregroundGroup,
  type RawTerminal,
} from "../../runtime/terminal/terminal_modes.ts";
import { onEveryWayOut } from "../../session/lifecycle/exit_hooks.ts";

const STDIN = 0;
/**
 * How often we look whether the terminal is ours, and as we have set it: a shell does not tell a job that runs in the
 * background that it has been brought to the foreground.
 */
const LOOK_MS = 250;

/** The terminal that is our stdin: while we hold it, it is raw, and what is typed at it is read. */
export class OwnTerminal {
  readonly #onTyped: (chunk: Uint8Array) => Promise<void>;
  #raw: RawTerminal | undefined;
  #letGo: (() => void) | undefined;
  #processesOutput = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** `onTyped` gets what is typed; no more is read until it resolves. */
  constructor(onTyped: (chunk: Uint8Array) => Promise<void>) {
    this.#onTyped = onTyped;
  }

  /** Takes the terminal, also again, now or as soon as our process group has it. */
  hold(): void {
    // We were stopped without having released it: a shell has set its own modes, and may have put us in the background.
    if (this.#raw?.enterAgain() === false) this.release();
    this.#take();
    this.#timer ??= setInterval(() => this.hold(), LOOK_MS);
  }

  /**
   * Whether, while we hold it, it makes `\r\n` of `\n` as it did before: others may write to it as well, a background job or
   * a step at the same time, and they do not know that we have made it raw.
   */
  processOutput(on: boolean): void {
    this.#processesOutput = on;
    this.#raw?.processOutput(on);
  }

  /** Puts the modes back as they were, and leaves what is typed from now on to others. */
  release(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#letGo?.();
    this.#letGo = undefined;
  }

  #take(): void {
    if (this.#letGo) return;
    const raw = enterRawMode(STDIN);
    if (!raw) return;
    raw.processOutput(this.#processesOutput);
    this.#raw = raw;
    const stop = new AbortController();
    const forget = onEveryWayOut(raw.restore, false);
    this.#letGo = () => {
      stop.abort();
      forget();
      raw.restore();
      this.#raw = undefined;
    };
    void this.#read(stop.signal, raw);
  }

  async #read(signal: AbortSignal, { typedBefore, endOfFile }: RawTerminal): Promise<void> {
    // Opened anew, since stdin's flags are everybody's. A terminal that does not control us has no such name.
    const opened = foregroundGroup(STDIN) === -1 ? undefined : openTerminal("/dev/tty");
    const chunks = opened === undefined ? readShared(STDIN, signal) : readChunks(opened, signal);
    let marked = typedBefore;
    for await (const chunk of chunks) {
      const early = chunk.subarray(0, marked);
      marked -= early.length;
      // The end of input that was typed before we were here is one for the command too.
      for (let at; endOfFile !== 0 && (at = early.indexOf(0)) >= 0;) early[at] = endOfFile;
      await this.#onTyped(chunk);
    }
    if (opened !== undefined) closeDescriptor(opened);
  }
}
