import fs from "node:fs";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { collectGarbage } from "../collect_garbage.ts";
import type { BunRuntime } from "../ffi/bun.ts";

/**
 * Reads on Bun until `signal` aborts, or, when `leave` does, no more than has been read ahead by then. Bun runs `fs.read` on as few as two threads, which two silent pipes
 * would keep from every write; its streams use epoll.
 */
export async function* readWithBun(
  runtime: BunRuntime,
  descriptor: number,
  signal: AbortSignal,
  leave: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const reader = openStream(runtime, descriptor);
  if (!reader) {
    yield* readPersistently(descriptor, signal);
    return;
  }
  // Of a terminal that is at its end, this fails as well.
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  let pending: Promise<unknown> | undefined;
  leave?.addEventListener("abort", () => pending && void cancelIfWaiting(reader, pending), {
    once: true,
  });
  for (let uncollected = 0; !signal.aborted;) {
    if (leave?.aborted) return yield* readAhead(reader);
    const read = reader.read().catch(() => undefined);
    pending = read;
    const result = await read;
    pending = undefined;
    if (!result) {
      // A stream gives up for good at a refusal that may be the only one; the end of a terminal is an error, too (EIO).
      yield* readPersistently(descriptor, signal);
      return;
    }
    const { done, value } = result;
    if (done || signal.aborted) return;
    yield value;
    uncollected += value.length;
    if (uncollected >= COLLECT_BYTES) {
      collectGarbage();
      uncollected = 0;
    }
    // While there is more to read, reading goes on without the event loop, where signals and writes are heard of.
    await nextTurn();
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Yields what Bun has read ahead. Nothing is done with it before all of it is there: who writes without end would be faster. */
async function* readAhead(reader: Reader): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const read = reader.read().catch(() => END);
    await cancelIfWaiting(reader, read);
    const { value } = await read;
    if (value === undefined) break;
    chunks.push(value);
  }
  yield* chunks;
}

/** When it is cancelled, Bun forgets what it has read ahead: while a read has to wait, that is nothing. */
async function cancelIfWaiting(reader: Reader, read: Promise<unknown>): Promise<void> {
  let isWaiting = true;
  void read.then(() => isWaiting = false);
  // What is there is given without the event loop, where Bun would read more.
  for (let turn = 0; isWaiting && turn < MICROTASKS; turn++) await undefined;
  if (isWaiting) void reader.cancel().catch(() => {});
}

/** More than a promise takes to go from the stream to us. */
const MICROTASKS = 20;

/** After so many bytes of chunks; Bun itself lets 25 MB more of them add up. */
const COLLECT_BYTES = 8 << 20;

/** Undefined where the system refuses what Bun asks of it first. */
function openStream(runtime: BunRuntime, descriptor: number) {
  try {
    return runtime.file(descriptor).stream().getReader();
  } catch {
    return undefined;
  }
}

/** What cannot be read several times running has no more to give. */
async function* readPersistently(
  descriptor: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(READ_BYTES);
  for (let waitMs = 1, refusals = 0; refusals < MOST_REFUSALS && !signal.aborted;) {
    const count = await readOnce(descriptor, buffer);
    if (signal.aborted || count === 0) return;
    if (typeof count === "number") {
      yield buffer.slice(0, count);
      waitMs = 1;
      refusals = 0;
      continue;
    }
    refusals = count === "EAGAIN" ? 0 : refusals + 1;
    await sleep(waitMs);
    waitMs = Math.min(waitMs * 2, 16);
  }
}
const MOST_REFUSALS = 3, READ_BYTES = 256 << 10;

/** How many bytes, or the code of an error. */
function readOnce(descriptor: number, into: Uint8Array): Promise<number | string | undefined> {
  return new Promise((resolve) =>
    fs.read(
      descriptor,
      into,
      0,
      into.length,
      null,
      (error, count) => resolve(error ? error.code : count),
    )
  );
}
const END = { done: true, value: undefined } as const;
