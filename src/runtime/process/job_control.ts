import fs from "node:fs";
import { constants } from "node:os";
import { type Libc, openLibc } from "../ffi/libc.ts";

/**
 * Stops our process group as Ctrl-Z at a terminal does, and returns when it goes on: at once where nobody is there to
 * continue it (an orphaned group), or where stopping is ignored.
 */
export function stopOurGroup(): void {
  // The kernel stops the thread that asks for it before this returns.
  library().kill(0, constants.signals.SIGTSTP);
}

/** Sends a signal to our process group, ourselves included, as a terminal does on Ctrl-C. */
export function signalOurGroup(signal: number): void {
  library().kill(0, signal);
}

/** Sends a signal to another process group, if there still is one. */
export function signalGroup(group: number, signal: number): void {
  // 0 and -1 would mean our own group, and everybody.
  if (group > 1) library().kill(-group, signal);
}

/** Whether a process ignores the stop of Ctrl-Z, as an interactive shell does. */
export function ignoresStop(pid: number): boolean {
  try {
    const [, ignored = "0"] = /^SigIgn:\s*(\S+)/m.exec(
      fs.readFileSync(`/proc/${pid}/status`, "latin1"),
    ) ?? [];
    return (BigInt(`0x${ignored}`) >> BigInt(constants.signals.SIGTSTP - 1) & 1n) === 1n;
  } catch {
    // It is gone, or cannot be seen.
    return true;
  }
}

/** Whether a terminal may be read and set by us without our being stopped for it; `foreground` is the group that has it. */
export function mayUseTerminal(foreground: number): boolean {
  // A terminal that does not control us has no foreground group for us, and stops nobody here.
  return foreground === -1 || foreground === library().getpgrp();
}

const signatures = {
  kill: { args: ["i32", "i32"], returns: "i32" },
  getpgrp: { args: [], returns: "i32" },
} as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
