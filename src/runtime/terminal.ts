import { isatty } from "node:tty";
import { openLibc } from "./libc.ts";

// From <sys/ioctl.h> of Linux.
const TIOCGWINSZ = 0x5413n;

/** Whether a descriptor is a terminal. */
export function isTerminal(descriptor: number): boolean {
  return isatty(descriptor);
}

/**
 * The width in columns of the terminal behind a descriptor, or undefined. Asked of the kernel, because Bun's
 * `process.stdout` makes the descriptor non-blocking for everybody who shares it.
 */
export function terminalColumns(descriptor: number): number | undefined {
  const { ioctl } = openLibc({ ioctl: { args: ["i32", "i64", "buffer"], returns: "i32" } });
  const size = new Uint16Array(4);
  if (ioctl(descriptor, TIOCGWINSZ, size) !== 0) return undefined;
  const [, columns] = size;
  return columns || undefined;
}
