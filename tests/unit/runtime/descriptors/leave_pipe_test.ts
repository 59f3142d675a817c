import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import {
  closeDescriptor,
  makeBlocking,
  openPipe,
  readChunks,
} from "../../../../src/runtime/descriptors/pipes.ts";
import { isAtEnd } from "../../../../src/runtime/descriptors/reader_gone.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";

inheritedDescriptors();

for (
  const [name, script] of [
    ["without a pause", "seq 1 100000000"],
    ["with pauses", "n=0; while :; do n=$((n + 1)); echo $n; sleep 0.01; done"],
  ] as const
) {
  test(`readChunks() that leaves a writer ${name} loses nothing between it and the next reader`, async () => {
    for (let round = 0; round < 5; round++) {
      const { readEnd, writeEnd } = openPipe();
      const argv = ["sh", "-c", script];
      const streams = { stdout: writeEnd, stderr: 2, environment: {} };
      const child = spawn({ path: "/bin/sh", argv, ...streams });
      closeDescriptor(writeEnd);
      const leave = new AbortController(), stop = new AbortController();
      let text = "";
      for await (const chunk of readChunks(readEnd, stop.signal, leave.signal)) {
        text += Buffer.from(chunk);
        setTimeout(() => leave.abort(), 20 + 30 * round);
      }
      assert.equal(isAtEnd(readEnd), false);
      makeBlocking(readEnd);
      const next = Buffer.alloc(64);
      for (let lines = 0; lines < 4;) {
        const rest = next.toString("latin1", 0, readSome(readEnd, next));
        text += rest;
        lines += rest.split("\n").length - 1;
      }
      child.kill(9);
      closeDescriptor(readEnd);
      const numbers = text.split("\n").slice(0, -1);
      assert.equal(numbers.findIndex((number, index) => number !== String(index + 1)), -1);
      await child.exited;
    }
  });
}

test("isAtEnd() is true once nobody writes and all has been read", () => {
  const { readEnd, writeEnd } = openPipe();
  assert.equal(isAtEnd(readEnd), false);
  fs.appendFileSync(`/proc/self/fd/${writeEnd}`, "x");
  closeDescriptor(writeEnd);
  assert.equal(isAtEnd(readEnd), false);
  readSome(readEnd, Buffer.alloc(1));
  assert.equal(isAtEnd(readEnd), true);
  closeDescriptor(readEnd);
});

/** Reads what there is; opened anew, because Deno reads only what it has opened itself. */
function readSome(descriptor: number, into: Uint8Array): number {
  const anew = fs.openSync(`/proc/self/fd/${descriptor}`, "r");
  try {
    return fs.readSync(anew, into);
  } finally {
    fs.closeSync(anew);
  }
}
