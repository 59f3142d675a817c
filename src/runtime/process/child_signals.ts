import { constants } from "node:os";
import process from "node:process";
import { openLibc } from "../ffi/libc.ts";
import { caughtIgnoredSignals, ignoredSignals } from "./signals.ts";

/**
 * Calls `start`, which starts a program, while the signals are ignored that were when we were started and that we take all the
 * same: the program gets them so. One that arrives meanwhile is lost to both, as it is to whoever ignores it.
 */
export function withIgnoredSignals<T>(start: () => T): T {
  const numbers = caughtIgnoredSignals();
  if (numbers.length === 0) return start();
  const { sigaction } = openLibc({
    sigaction: { args: ["i32", "buffer", "buffer"], returns: "i32" },
  });
  const before = numbers.map((number) => {
    const ours = new BigUint64Array(SIGACTION_BYTES / 8), ignoring = ours.slice();
    ignoring[0] = SIG_IGN;
    sigaction(number, ignoring, ours);
    return { number, ours };
  });
  try {
    return start();
  } finally {
    for (const { number, ours } of before) sigaction(number, ours, null);
  }
}
// From <signal.h>: more than the structure takes on any 64-bit Linux; its first field is the handler.
const SIGACTION_BYTES = 256, SIG_IGN = 1n;

/**
 * To be called before a program is started: where SIGCHLD was ignored when we were, the system would reap the program by itself,
 * and nobody would hear that it has ended, nor how. A program gets it at its default.
 */
export function keepExitStatuses(): void {
  if (areKept || !ignoredSignals().has(constants.signals.SIGCHLD)) return;
  areKept = true;
  process.on("SIGCHLD", () => {});
}
let areKept = false;
