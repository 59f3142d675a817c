import process from "node:process";
import { type Libc, openLibc } from "../ffi/libc.ts";
import type { ChildProcess } from "./spawn.ts";

// How often we look, should SIGCHLD have been blocked by whoever started us.
const REAP_INTERVAL_MS = 1000;

/**
 * Reaps every child that ends and was not started here but adopted, until it is disposed of, lest zombies use up the process
 * numbers of a long run. `own` is left to whoever spawned it; there must be no other child of our own.
 */
export function reapOrphans(own: Pick<ChildProcess, "pid" | "exited">): Disposable {
  let ownPid = own.pid;
  const reap = () => {
    for (let pid; (pid = endedChild()) !== 0;) {
      // Our own may hide others that ended, until it has been reaped; and who cannot be reaped would be found for ever.
      if (pid === ownPid || library()?.waitpid(pid, null, WNOHANG) !== pid) return;
    }
  };
  const timer = setInterval(reap, REAP_INTERVAL_MS);
  process.on("SIGCHLD", reap);
  reap();
  // From then on, its number may be another's.
  const afterOwn = () => {
    ownPid = 0;
    reap();
  };
  void own.exited.then(afterOwn, afterOwn);
  return {
    [Symbol.dispose]: () => {
      process.off("SIGCHLD", reap);
      clearInterval(timer);
    },
  };
}

/** The number of a child that has ended, which it stays, or 0. */
function endedChild(): number {
  const information = new Int32Array(SIGINFO_BYTES / 4);
  if (library()?.waitid(P_ALL, 0, information, WEXITED | WNOHANG | WNOWAIT) !== 0) return 0;
  return information[SI_PID_INDEX] ?? 0;
}

// From <sys/wait.h>, and `siginfo_t` of 64-bit Linux.
const P_ALL = 0, WNOHANG = 1, WEXITED = 4, WNOWAIT = 0x0100_0000;
const SIGINFO_BYTES = 128, SI_PID_INDEX = 4;

const signatures = {
  waitid: { args: ["i32", "i32", "buffer", "i32"], returns: "i32" },
  waitpid: { args: ["i32", "buffer", "i32"], returns: "i32" },
} as const;
let opened: Libc<typeof signatures> | undefined;

/** Undefined where the C library cannot be called. */
function library(): Libc<typeof signatures> | undefined {
  try {
    return opened ??= openLibc(signatures);
  } catch {
    return undefined;
  }
}
