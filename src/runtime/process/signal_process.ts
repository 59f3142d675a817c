import process from "node:process";
import { type Libc, openLibc } from "../ffi/libc.ts";
import { type ProcessIdentity, readProcessStat } from "./process_stat.ts";

/**
 * Sends a signal to a process, and never to another one that has got its number since. Does nothing when the process has
 * ended, or is not ours to signal.
 */
export function signalProcess(identity: ProcessIdentity, signal: number): void {
  const { pid, startTicks } = identity, c = library();
  if (!c) return signalWithNode(identity, signal);
  // The descriptor stands for whoever has the number now; who that is, is looked up afterwards, and cannot change any more.
  const descriptor = Number(c.syscall(PIDFD_OPEN, BigInt(pid), 0n, null, 0n));
  if (readProcessStat(pid)?.startTicks === startTicks) {
    // Linux before 5.3, or a sandbox that does not know the call: a race of microseconds is left then.
    if (descriptor < 0) c.kill(pid, signal);
    else c.syscall(PIDFD_SEND_SIGNAL, BigInt(descriptor), BigInt(signal), null, 0n);
  }
  if (descriptor >= 0) c.close(descriptor);
}

/** Without the C library, a race of microseconds is left as well. */
function signalWithNode({ pid, startTicks }: ProcessIdentity, signal: number): void {
  if (readProcessStat(pid)?.startTicks !== startTicks) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended, or is not ours.
  }
}

// The same on every architecture but Alpha; glibc has functions for them only since 2.36.
const PIDFD_OPEN = 434n, PIDFD_SEND_SIGNAL = 424n;

const signatures = {
  syscall: { args: ["i64", "i64", "i64", "buffer", "i64"], returns: "i64" },
  kill: { args: ["i32", "i32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
} as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> | undefined {
  try {
    return opened ??= openLibc(signatures);
  } catch {
    return undefined;
  }
}
