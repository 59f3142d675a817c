import { errnoName } from "../ffi/errno.ts";
import { cString, errno, type Libc, openLibc } from "../ffi/libc.ts";

/** Both ends of a pseudo terminal: a command gets the slave, and what it writes there is read from the master. */
export interface Pty {
  /** Never waits: neither for output, nor for room to write what is typed. */
  readonly master: number;
  /** While it is open, the master has no end, also when the command has closed all of its own. */
  readonly slave: number;
  readonly slavePath: string;
}

// From <fcntl.h> of Linux.
const O_RDWR = 2, O_NOCTTY = 0o400, O_NONBLOCK = 0o4000, O_CLOEXEC = 0o2000000;
const PATH_BYTES = 128;

/** Makes a pseudo terminal, both ends close-on-exec. Throws an Error that says why there is none. */
export function openPty(): Pty {
  const c = library();
  const master = c.posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (master < 0) throw refusal();
  try {
    const name = new Uint8Array(PATH_BYTES);
    if (c.grantpt(master) !== 0 || c.unlockpt(master) !== 0) throw refusal();
    if (c.ptsname_r(master, name, BigInt(PATH_BYTES)) !== 0) throw refusal();
    const slavePath = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
    const slave = c.open(cString(slavePath), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) throw refusal();
    return { master, slave, slavePath };
  } catch (error) {
    c.close(master);
    throw error;
  }
}

/**
 * Opens a terminal by path, close-on-exec, with flags of its own, so that reading without waiting concerns nobody else.
 * Undefined when it cannot be opened.
 */
export function openTerminal(path: string): number | undefined {
  const descriptor = library().open(cString(path), O_RDWR | O_NOCTTY | O_CLOEXEC);
  return descriptor < 0 ? undefined : descriptor;
}

/** Writes as many of `bytes` to a master as it takes now, which may be none, and returns how many that were. */
export function writeNow(master: number, bytes: Uint8Array): number {
  return Math.max(0, Number(library().write(master, bytes, BigInt(bytes.length))));
}

/** Whether something waits in a terminal, or a pipe, until it is read; the mark of an end of input is such a thing, too. */
export function hasInput(descriptor: number): boolean {
  return library().poll(new Int32Array([descriptor, POLLIN]), 1n, 0) > 0;
}
// From <poll.h>.
const POLLIN = 1;

function refusal(): Error {
  return new Error(`No pseudo terminal could be made: ${errnoName(errno())}`);
}

const signatures = {
  posix_openpt: { args: ["i32"], returns: "i32" },
  grantpt: { args: ["i32"], returns: "i32" },
  unlockpt: { args: ["i32"], returns: "i32" },
  ptsname_r: { args: ["i32", "buffer", "i64"], returns: "i32" },
  open: { args: ["buffer", "i32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
  write: { args: ["i32", "buffer", "i64"], returns: "i64" },
  poll: { args: ["buffer", "i64", "i32"], returns: "i32" },
} as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
