import process from "node:process";
import { type Libc, openLibc } from "../ffi/libc.ts";

/**
 * Reaps from now on every child that ends and was not started here but adopted, lest zombies use up the process numbers of
 * a long run. `ownPid` is left to whoever spawned it; there must be no other child of our own. Returns what undoes it.
 */
export function reapOrphans(ownPid: number): () => void {
  const reap = () => {
    for (;;) {
      const pid = endedChild();
      // Our own may hide others that ended, until it has been reaped: the next signal finds them.
      if (pid === 0 || pid === ownPid) return;
      library().waitpid(pid, null, WNOHANG);
    }
  };
  process.on("SIGCHLD", reap);
  reap();
  return () => process.off("SIGCHLD", reap);
}

/** The number of a child that has ended, which it stays, or 0. */
function endedChild(): number {
  const information = new Int32Array(SIGINFO_BYTES / 4);
  if (library().waitid(P_ALL, 0, information, WEXITED | WNOHANG | WNOWAIT) !== 0) return 0;
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

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
