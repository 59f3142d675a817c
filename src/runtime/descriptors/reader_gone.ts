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

const signatures = { poll: { args: ["buffer", "i64", "i32"], returns: "i32" } } as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
