import { constants } from "node:os";
import { isForegroundGroup, onSignals } from "../runtime/signals.ts";

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
const FROM_TERMINAL: readonly number[] = [
  constants.signals.SIGINT,
  constants.signals.SIGQUIT,
  constants.signals.SIGWINCH,
];
// `timeout` and shells signal us and then our whole group: the second is the same request.
const REPEAT_MS = 200;

/**
 * Takes the signals that are meant for the command and gives each to `deliver`, once. What was ignored when we were
 * started stays ignored. Returns what ends it.
 */
export function forwardSignals(deliver: (signal: number) => void): () => void {
  const lastMs = new Map<number, number>();
  return onSignals(FORWARDED, (signal) => {
    if (FROM_TERMINAL.includes(signal) && isForegroundGroup()) return;
    const nowMs = performance.now(), beforeMs = lastMs.get(signal) ?? -Infinity;
    lastMs.set(signal, nowMs);
    if (nowMs - beforeMs > REPEAT_MS) deliver(signal);
  });
}
