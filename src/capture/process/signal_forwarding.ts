import { constants } from "node:os";
import { ignoredSignals, isForegroundGroup, onSignals } from "../../runtime/process/signals.ts";

/** Takes a signal that is not for us alone. `fromTerminal`: the terminal has sent it to the command as well. */
export type SignalHandler = (signal: number, fromTerminal: boolean) => void;

const { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGWINCH } = constants.signals;
const FORWARDED = [
  "SIGINT",
  "SIGQUIT",
  "SIGTERM",
  "SIGHUP",
  "SIGUSR1",
  "SIGUSR2",
  "SIGWINCH",
] as const;
/** What the terminal sends to the whole of its foreground group by itself. */
const FROM_TERMINAL: readonly number[] = [SIGINT, SIGQUIT, SIGWINCH];
/** What asks a program to end. `timeout` and shells send it to us and then to our group: that is one request. */
const REQUESTS_TO_END: readonly number[] = [SIGINT, SIGQUIT, SIGTERM, SIGHUP];
const REPEAT_MS = 200;

/**
 * Takes the signals that are meant for a command, from now until this process ends: who is ended between the start of a
 * session and its end would leave it without one. What was ignored when we were started is passed on as well: the command
 * ignores it, too, until it says otherwise, and we do not end for it.
 */
export class SignalForwarding {
  #handler: SignalHandler = () => {};
  readonly #deliveredMs = new Map<number, number>();
  #endRequest: number | undefined;

  constructor() {
    // Before anything is caught.
    ignoredSignals();
    onSignals(FORWARDED, (signal) => this.#take(signal));
  }

  /** Whether a signal asks us to end. */
  isRequestToEnd(signal: number): boolean {
    return REQUESTS_TO_END.includes(signal) && !ignoredSignals().has(signal);
  }

  /** The last signal that asked us to end, to whomever it was delivered. */
  get endRequest(): number | undefined {
    return this.#endRequest;
  }

  /** Resolves after this time, or at once when we are asked to end. */
  async pause(milliseconds: number): Promise<void> {
    if (this.#endRequest !== undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.deliverTo((signal) => {
        if (!this.isRequestToEnd(signal)) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Who gets the signals. Those that came before are heard of at the next turn of the event loop, not lost. */
  deliverTo(handler: SignalHandler): void {
    this.#handler = handler;
  }

  #take(signal: number): void {
    const nowMs = performance.now();
    if (REQUESTS_TO_END.includes(signal)) {
      if (nowMs - (this.#deliveredMs.get(signal) ?? -Infinity) < REPEAT_MS) return;
      this.#deliveredMs.set(signal, nowMs);
      if (this.isRequestToEnd(signal)) this.#endRequest = signal;
    }
    this.#handler(signal, FROM_TERMINAL.includes(signal) && isForegroundGroup());
  }
}
