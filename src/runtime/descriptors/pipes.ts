import fs from "node:fs";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { bun } from "../ffi/bun.ts";
import { readWithBun } from "./bun_stream.ts";
import { errno, type Libc, openLibc } from "../ffi/libc.ts";

/** The two descriptors of a pipe. */
export interface Pipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

// From <fcntl.h> and <poll.h> of Linux.
const O_CLOEXEC = 0o2000000, O_NONBLOCK = 0o4000, F_SETFL = 4, F_SETPIPE_SZ = 1031, POLLIN = 1;
// What is in the pipe is lost if we are killed: 1 MiB was no faster, and held lines of up to 90 ms ago under load.
const PIPE_BYTES = 256 << 10;
const DENO_POLL_MS = 100;

/**
 * Makes a pipe that a command can be given: close-on-exec here, 256 KiB where the system allows it. A real pipe,
 * because what the runtimes make for a child is a socket on Bun, on which `echo > /dev/stderr` fails.
 */
export function openPipe(): Pipe {
  const ends = new Int32Array(2);
  if (library().pipe2(ends, O_CLOEXEC) !== 0) throw new Error("No pipe could be made");
  const [readEnd = -1, writeEnd = -1] = ends;
  // A refusal (the user's pipe quota is used up) leaves the default of 64 KiB, which is slower, not wrong.
  library().fcntl(readEnd, F_SETPIPE_SZ, BigInt(PIPE_BYTES));
  return { readEnd, writeEnd };
}

/** Closes a descriptor that {@link openPipe} made. */
export function closeDescriptor(descriptor: number): void {
  library().close(descriptor);
}

/**
 * Yields what arrives on the read end of a pipe, or the master of a terminal, until its end, and nothing more once
 * `signal` has fired. Once `leave` has fired, it yields what has been read already and ends: what has not is left to the next
 * reader. A chunk is the caller's to keep. The descriptor stays open.
 */
export function readChunks(
  descriptor: number,
  signal: AbortSignal,
  leave?: AbortSignal,
): AsyncIterable<Uint8Array> {
  // A terminal whose modes others change has input at one moment and none at the next: to read would wait for a line.
  library().fcntl(descriptor, F_SETFL, BigInt(O_NONBLOCK));
  return readShared(descriptor, signal, leave);
}

/** Makes reading wait again, for a program that knows no other way: {@link readChunks} has let it fail where there is nothing. */
export function makeBlocking(descriptor: number): void {
  library().fcntl(descriptor, F_SETFL, 0n);
}

/** As {@link readChunks}, of a descriptor that others share, as our stdin: its flags stay as they are. */
export function readShared(
  descriptor: number,
  signal: AbortSignal,
  leave?: AbortSignal,
): AsyncIterable<Uint8Array> {
  return bun
    ? readWithBun(bun, descriptor, signal, leave)
    : readWithDeno(descriptor, signal, leave);
}

/**
 * Writes all of `bytes` to our stdout or stderr (descriptor 1 or 2), which others may share, waiting for a slow reader
 * without holding up anything else here, and without touching the descriptor's flags. Throws the system's error (`code` EPIPE and so on).
 */
export async function writeAll(descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let offset = 0, waitMs = 1; offset < bytes.length;) {
    try {
      offset += await write(descriptor, bytes, offset);
      waitMs = 1;
    } catch (error) {
      // Somebody who shares it has set O_NONBLOCK: there is no event for "writable" on a shared descriptor, so look again.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      await sleep(waitMs);
      waitMs = Math.min(waitMs * 2, 16);
    }
  }
}

/** Deno's `fs.write` of stdout and stderr holds up the whole program while the reader stalls; its own writers do not. */
function write(descriptor: number, bytes: Uint8Array, offset: number): Promise<number> {
  if (!bun) return (descriptor === 1 ? Deno.stdout : Deno.stderr).write(bytes.subarray(offset));
  return new Promise((resolve, reject) => {
    fs.write(descriptor, bytes, offset, bytes.length - offset, null, (error, written) => {
      if (error) reject(error);
      else resolve(written);
    });
  });
}

/** Waits in `poll` on another thread for a tenth of a second at most, so that nothing holds the pipe once it is closed. */
async function* readWithDeno(
  descriptor: number,
  signal: AbortSignal,
  leave: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const poll =
    openLibc({ poll: { args: ["buffer", "i64", "i32"], returns: "i32", background: true } }).poll;
  const { read } = openLibc({ read: { args: ["i32", "buffer", "i64"], returns: "i64" } });
  const buffer = new Uint8Array(PIPE_BYTES);
  const request = new Int32Array([descriptor, POLLIN]);
  while (!signal.aborted) {
    const found = await poll(request, 1n, DENO_POLL_MS);
    if (signal.aborted || leave?.aborted) return;
    if (found === 0) continue;
    const count = Number(read(descriptor, buffer, BigInt(buffer.length)));
    // Somebody who shares it was faster.
    if (count < 0 && errno() === constants.errno.EAGAIN) continue;
    if (count <= 0) return;
    yield buffer.slice(0, count);
  }
}

const signatures = {
  pipe2: { args: ["buffer", "i32"], returns: "i32" },
  fcntl: { args: ["i32", "i32", "i64"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
} as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
