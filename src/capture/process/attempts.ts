import { signalName } from "../../runtime/process/signals.ts";
import { type Outcome, wasNotRun } from "./outcome.ts";
import type { SignalForwarding } from "./signal_forwarding.ts";

/** How often a command that fails is run again. */
export interface RetrySettings {
  /** How many times at most, after the first. */
  readonly retries: number;
  /** Milliseconds between the end of one and the start of the next. */
  readonly retryDelayMs: number;
}

/** The last of a command's attempts. */
export interface LastAttempt {
  /** Its own, or that it was the last because we were asked to end before the next. */
  readonly outcome: Outcome;
  /** From 1. */
  readonly attempt: number;
}

/**
 * Runs a command until it succeeds, or has been run often enough, or we are asked to end; what cannot be run is not tried
 * again. `onFailure` hears of each failure that is not the last.
 */
export async function runWithRetries(
  runOnce: () => Promise<Outcome>,
  { retries, retryDelayMs }: RetrySettings,
  signals: SignalForwarding,
  onFailure: (failed: LastAttempt) => void,
): Promise<LastAttempt> {
  for (let attempt = 1;; attempt++) {
    const outcome = await runOnce();
    const failed = "signal" in outcome || outcome.code !== 0;
    if (
      !failed || attempt > retries || wasNotRun(outcome) || signals.endRequest !== undefined
    ) return { outcome, attempt };
    onFailure({ outcome, attempt });
    await signals.pause(retryDelayMs);
    const { endRequest } = signals;
    if (endRequest === undefined) continue;
    const reason = `cancelled by ${signalName(endRequest)} while waiting to retry`;
    return { outcome: { signal: endRequest, reason }, attempt };
  }
}
