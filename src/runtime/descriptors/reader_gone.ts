import { type Libc, openLibc } from "../ffi/libc.ts";

/** Whether nobody can read any more what is written to a descriptor: a pipe that has been closed, a terminal that is gone. */
export function isReaderGone(descriptor: number): boolean {
  try {
    // Without any event that is asked for, poll tells of errors alone.
    return library().poll(new Int32Array([descriptor, 0]), 1n, 0) > 0;
  } catch {
    // Without the C library: the next write tells.
    return false;
  }
}

/** Whether nobody can write any more to what a descriptor reads from, and all that was written has been read. */
export function isAtEnd(descriptor: number): boolean {
  const request = new Int32Array([descriptor, POLLIN]);
  library().poll(request, 1n, 0);
  // Behind the 16 bits of what is asked for stand those of what there is.
  const found = (request[1] ?? 0) >> 16;
  return (found & POLLHUP) !== 0 && (found & POLLIN) === 0;
}
// From <poll.h>.
const POLLIN = 1, POLLHUP = 16;

const signatures = { poll: { args: ["buffer", "i64", "i32"], returns: "i32" } } as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
