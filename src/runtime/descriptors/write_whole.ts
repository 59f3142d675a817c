import { setTimeout as sleep } from "node:timers/promises";
import { bun } from "../ffi/bun.ts";
import { errnoName } from "../ffi/errno.ts";
import { type CSignature, errno, type Libc, openLibc } from "../ffi/libc.ts";
import { writeAll } from "./pipes.ts";

/**
 * As `writeAll`, with a single `write` of the system's: bytes that are no more than PIPE_BUF (4096) stay in one piece
 * on a pipe that others write to as well.
 */
export function writeWhole(descriptor: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  return bun ? writeAll(descriptor, bytes) : writeWithDeno(descriptor, bytes);
}

/** Deno's own stdout and stderr write up to the last line end first, and then the rest. */
async function writeWithDeno(descriptor: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { write } = background ??= openLibc({ write: { ...WRITE, background: true } });
  for (let offset = 0; offset < bytes.length;) {
    const rest = bytes.subarray(offset), length = BigInt(rest.length);
    const written = Number(await write(descriptor, rest, length));
    offset += written >= 0 ? written : await writeAgain(descriptor, rest);
  }
}

/** What has just failed on another thread fails here as well, without waiting, and here its `errno` can be read. */
async function writeAgain(descriptor: number, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const { write } = foreground ??= openLibc({ write: WRITE });
  const written = Number(write(descriptor, bytes, BigInt(bytes.length)));
  if (written >= 0) return written;
  const code = errnoName(errno());
  if (code !== "EAGAIN") throw Object.assign(new Error(`${code}: write`), { code });
  // As `writeAll` does: there is no event for "writable" on a shared descriptor.
  await sleep(1);
  return 0;
}

const WRITE = {
  args: ["i32", "buffer", "i64"],
  returns: "i64",
} as const satisfies CSignature;
let background: Libc<{ write: typeof WRITE & { background: true } }> | undefined;
let foreground: Libc<{ write: typeof WRITE }> | undefined;
