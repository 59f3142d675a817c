import assert from "node:assert/strict";
import { test } from "node:test";
import { openLibc } from "../../../../src/runtime/ffi/libc.ts";
import {
  closeDescriptor,
  openPipe,
  readChunks,
} from "../../../../src/runtime/descriptors/pipes.ts";
import { writeWhole } from "../../../../src/runtime/descriptors/write_whole.ts";

// From <fcntl.h> of Linux.
const F_SETFL = 4, O_NONBLOCK = 0o4000;

async function readAll(readEnd: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(readEnd, new AbortController().signal)) chunks.push(chunk);
  closeDescriptor(readEnd);
  return Buffer.concat(chunks).toString();
}

test("writeWhole() waits for a slow reader, also on a descriptor that does not block", async () => {
  const { fcntl } = openLibc({ fcntl: { args: ["i32", "i32", "i64"], returns: "i32" } });
  for (const flags of [0, O_NONBLOCK]) {
    const { readEnd, writeEnd } = openPipe();
    fcntl(writeEnd, F_SETFL, BigInt(flags));
    const text = (index: number) => `${index}\n`.padStart(4096, "x");
    const write = async () => {
      for (let index = 0; index < 100; index++) {
        await writeWhole(writeEnd, new TextEncoder().encode(text(index)));
      }
      closeDescriptor(writeEnd);
    };
    const written = write();
    // By now the pipe is full.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const output = await readAll(readEnd);
    await written;
    assert.ok(output === Array.from({ length: 100 }, (_, index) => text(index)).join(""));
  }
});

test("writeWhole() throws the system's error when the reader has gone", async () => {
  const { readEnd, writeEnd } = openPipe();
  closeDescriptor(readEnd);
  await assert.rejects(writeWhole(writeEnd, new Uint8Array(1)), { code: "EPIPE" });
  closeDescriptor(writeEnd);
});
