import process from "node:process";
import { leaveOut } from "../process/process_tree.ts";
import { leaderProgram } from "./leader_program.ts";
import { cString, type Libc, openLibc } from "../ffi/libc.ts";

/**
 * A process that leads the session of a command's terminal in the command's place: when the leader of a terminal's session ends,
 * the kernel sends SIGHUP to all that it has left in the background.
 */
export interface SessionLeader {
  /** Ends it, and nobody else: whoever still has the terminal open can go on writing there. */
  leave(): void;
  /** Ends it, and lets the kernel send SIGHUP to the terminal's foreground. */
  hangUp(): void;
}

/** A leader that is yet to be started, in the command's place. */
export interface PreparedLeader {
  /** The program to start, its first words, and what it must have open as which descriptor. */
  readonly path: string;
  readonly words: readonly (string | Uint8Array)[];
  readonly descriptor: number;
  readonly number: number;
  /**
   * To be called with its process id once it has been started. Gives the command's, which is a child of ours, or the negative
   * error number for what cannot be executed; then it leads nothing.
   */
  started(pid: number): { readonly command: number; readonly leader: SessionLeader };
  /** To be called when it could not be started. */
  discard(): void;
}

// From <sys/socket.h>, <sys/memfd.h> and <signal.h> of Linux.
const AF_UNIX = 1, SOCK_STREAM = 1, SOCK_CLOEXEC = 0o2000000, MFD_CLOEXEC = 1n;
const MEMFD_CREATE = 319n, SIGKILL = 9, EIO = 5;

/**
 * Makes a leader ready for a command that is at `path` and has inherited these descriptors. Undefined where there is none: the
 * command leads its session itself then.
 */
export function prepareLeader(
  path: string | Uint8Array,
  inherited: readonly number[],
): PreparedLeader | undefined {
  const program = leaderProgram(process.arch);
  if (!program) return undefined;
  const c = library();
  // glibc has a function for it only since 2.27.
  const file = Number(c.syscall(MEMFD_CREATE, cString("zig-pty"), MFD_CLOEXEC));
  if (file < 0) return undefined;
  const ends = new Int32Array(2);
  const isWhole = Number(c.write(file, program, BigInt(program.length))) === program.length;
  if (!isWhole || c.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) !== 0) {
    c.close(file);
    return undefined;
  }
  const [lifeline = -1, theirs = -1] = ends;
  let number = 3;
  // A process has never inherited all of those that a byte can name.
  while (number === file || inherited.includes(number)) number++;
  const leading = (pid: number): SessionLeader => {
    let isRunning = true;
    const end = (act: () => void) => {
      if (!isRunning) return;
      isRunning = false;
      act();
      c.waitpid(pid, null, 0);
      c.close(lifeline);
    };
    return {
      leave: () => end(() => c.write(lifeline, Uint8Array.of(1), 1n)),
      hangUp: () => end(() => c.kill(pid, SIGKILL)),
    };
  };
  const started = (pid: number) => {
    c.close(file);
    c.close(theirs);
    const leader = leading(pid), command = readNumber(lifeline) ?? -EIO;
    leaveOut(pid);
    if (command < 0) {
      c.kill(pid, SIGKILL);
      const failed = readNumber(lifeline);
      if (failed !== undefined) c.waitpid(failed, null, 0);
      leader.hangUp();
    }
    return { command, leader };
  };
  const discard = () => [file, theirs, lifeline].forEach((descriptor) => c.close(descriptor));
  const words = [Uint8Array.of(number), path];
  return { path: `/proc/self/fd/${file}`, words, descriptor: theirs, number, started, discard };
}

/** A number that the leader has sent; undefined when it has ended. */
function readNumber(lifeline: number): number | undefined {
  const received = new Int32Array(1);
  return Number(library().read(lifeline, received, 4n)) === 4 ? received[0] : undefined;
}

const signatures = {
  syscall: { args: ["i64", "buffer", "i64"], returns: "i64" },
  socketpair: { args: ["i32", "i32", "i32", "buffer"], returns: "i32" },
  write: { args: ["i32", "buffer", "i64"], returns: "i64" },
  read: { args: ["i32", "buffer", "i64"], returns: "i64" },
  close: { args: ["i32"], returns: "i32" },
  kill: { args: ["i32", "i32"], returns: "i32" },
  waitpid: { args: ["i32", "buffer", "i32"], returns: "i32" },
} as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
