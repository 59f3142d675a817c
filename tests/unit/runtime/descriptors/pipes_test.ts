import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import {
  closeDescriptor,
  openPipe,
  readChunks,
} from "../../../../src/runtime/descriptors/pipes.ts";
import { type ChildProcess, spawn } from "../../../../src/runtime/process/spawn.ts";
import { outputOf } from "../../support/output_of.ts";
import { runProgram } from "../../support/run_program.ts";

inheritedDescriptors();

function shell(script: string, stdout: number): ChildProcess {
  const argv = ["sh", "-c", script];
  return spawn({ path: "/bin/sh", argv, stdout, stderr: 2, environment: {} });
}

test("readChunks() gives all that was written, then ends", async () => {
  assert.equal(await outputOf((stdout) => shell("echo one; echo two", stdout)), "one\ntwo\n");
  assert.equal(await outputOf((stdout) => shell("exit 3", stdout)), "");
});

test("readChunks() gives more than a pipe holds, in order", async () => {
  const output = await outputOf((stdout) => shell("seq 1 700000", stdout));
  const expected = Array.from({ length: 700_000 }, (_, index) => `${index + 1}\n`).join("");
  assert.ok(output === expected);
});

test("readChunks() gives what was written by a process that was killed", async () => {
  assert.equal(await outputOf((stdout) => shell("echo last; kill -9 $$", stdout)), "last\n");
});

test("readChunks() gives chunks that stay as they are", async () => {
  const { readEnd, writeEnd } = openPipe();
  const child = shell("echo first; sleep 0.1; echo second", writeEnd);
  closeDescriptor(writeEnd);
  const chunks: Uint8Array[] = [], copies: string[] = [];
  for await (const chunk of readChunks(readEnd, new AbortController().signal)) {
    chunks.push(chunk);
    copies.push(Buffer.from(chunk).toString());
  }
  assert.deepEqual(chunks.map((chunk) => Buffer.from(chunk).toString()), copies);
  assert.equal(copies.join(""), "first\nsecond\n");
  closeDescriptor(readEnd);
  await child.exited;
});

test("readChunks() ends when it is told to, although the writer lives", async () => {
  const { readEnd, writeEnd } = openPipe();
  const child = shell("echo one; exec sleep 30", writeEnd);
  closeDescriptor(writeEnd);
  const abort = new AbortController();
  const seen: string[] = [];
  for await (const chunk of readChunks(readEnd, abort.signal)) {
    seen.push(Buffer.from(chunk).toString());
    setTimeout(() => abort.abort(), 10);
  }
  assert.deepEqual(seen, ["one\n"]);
  child.kill(9);
  assert.deepEqual(await child.exited, { signal: 9 });
  closeDescriptor(readEnd);
});

test("readChunks() that was told to end before it began gives nothing", async () => {
  const { readEnd, writeEnd } = openPipe();
  const child = shell("echo too early", writeEnd);
  await child.exited;
  for await (const _ of readChunks(readEnd, AbortSignal.abort())) assert.fail();
  closeDescriptor(writeEnd);
  closeDescriptor(readEnd);
});

test("readChunks() leaves the descriptor open", async () => {
  const { readEnd, writeEnd } = openPipe();
  const pipe = fileBehind(readEnd);
  const child = shell("echo all", writeEnd);
  closeDescriptor(writeEnd);
  for await (const _ of readChunks(readEnd, new AbortController().signal));
  await child.exited;
  assert.equal(fileBehind(readEnd), pipe);
  closeDescriptor(readEnd);
});

test("openPipe() makes a pipe, not a socket, and closeDescriptor() closes it", () => {
  const { readEnd, writeEnd } = openPipe();
  assert.match(fileBehind(readEnd) ?? "", /^pipe:/);
  assert.equal(fileBehind(writeEnd), fileBehind(readEnd));
  for (const descriptor of [readEnd, writeEnd]) {
    closeDescriptor(descriptor);
    assert.equal(fileBehind(descriptor), undefined);
  }
});

/** What an open descriptor leads to. Not fstat, because Deno's knows only what Deno has opened. */
function fileBehind(descriptor: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

test("writeAll() writes more than a pipe holds", async () => {
  const { code, stdout, stderr } = await runProgram("write_all", "3000000");
  assert.equal(code, 0, stderr);
  assert.ok(stdout === "a".repeat(3_000_000));
});
