import process from "node:process";
import { type Libc, openLibc } from "../ffi/libc.ts";

/** The size of a terminal: C's `struct winsize`, whose first two are rows and columns. */
export type TerminalSize = Uint16Array<ArrayBuffer>;

// From <sys/ioctl.h> of Linux.
const TIOCGWINSZ = 0x5413n, TIOCSWINSZ = 0x5414n, TIOCGDEV = 0x80045432n;

/** Whether a descriptor is a terminal. Asked of the C library, because `node:tty` takes 3 ms to load on Bun. */
export function isTerminal(descriptor: number): boolean {
  const c = library();
  return c ? c.isatty(descriptor) === 1 : process.getBuiltinModule("node:tty").isatty(descriptor);
}

/** The number of the terminal behind a descriptor, the same under each of its names, `/dev/tty` too; undefined when it is none. */
export function terminalDevice(descriptor: number): number | undefined {
  const device = new Uint32Array(1);
  return library()?.ioctl(descriptor, TIOCGDEV, device) === 0 ? device[0] : undefined;
}

/**
 * The width in columns of the terminal behind a descriptor, or undefined. Asked of the kernel, because Bun's
 * `process.stdout` makes the descriptor non-blocking for everybody who shares it.
 */
export function terminalColumns(descriptor: number): number | undefined {
  const [, columns] = terminalSize(descriptor) ?? [];
  return columns || undefined;
}

/** The size of the terminal behind a descriptor; undefined when it is none. */
export function terminalSize(descriptor: number): TerminalSize | undefined {
  const size = new Uint16Array(4);
  return library()?.ioctl(descriptor, TIOCGWINSZ, size) === 0 ? size : undefined;
}

/** Sets the size of a terminal; if that changes it, its foreground group gets SIGWINCH. */
export function setTerminalSize(descriptor: number, size: TerminalSize): void {
  library()?.ioctl(descriptor, TIOCSWINSZ, size);
}

const signatures = {
  ioctl: { args: ["i32", "i64", "buffer"], returns: "i32" },
  isatty: { args: ["i32"], returns: "i32" },
} as const;
let opened: Libc<typeof signatures> | undefined;

/** Undefined where Bun has no memory for its JIT (`ulimit -v`), and so no calls of the C library: who only reads needs none. */
function library(): Libc<typeof signatures> | undefined {
  try {
    return opened ??= openLibc(signatures);
  } catch {
    return undefined;
  }
}
