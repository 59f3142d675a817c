import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { TypedInput } from "../../../../src/capture/terminal/typed_input.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { closeDescriptor, readChunks } from "../../../../src/runtime/descriptors/pipes.ts";
import { openPty, type Pty } from "../../../../src/runtime/terminal/pty.ts";
import { type ChildProcess, spawn } from "../../../../src/runtime/process/spawn.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

inheritedDescriptors();

/** A script in a terminal, whose output nobody wants. */
function start(pty: Pty, script: string): ChildProcess {
  const argv = ["sh", "-c", script];
  const child = spawn({ path: "/bin/sh", argv, terminal: pty.slavePath, environment: {} });
  void child.exited.then(() => closeDescriptor(pty.slave));
  void (async () => {
    for await (const _ of readChunks(pty.master, new AbortController().signal));
  })();
  return child;
}

test("TypedInput.type() loses nothing when the command reads late, and end() ends every read", async () => {
  using folder = new TemporaryFolder();
  const pty = openPty();
  const input = new TypedInput(pty);
  const text = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join("") + "no end";
  const typing = input.type(new TextEncoder().encode(text)).then(() => input.end());
  await sleep(50);
  const child = start(pty, `stty -echo; cat > '${folder.at("one")}'; cat > '${folder.at("two")}'`);
  assert.deepEqual(await child.exited, { code: 0 });
  input.stop();
  await typing;
  assert.ok(fs.readFileSync(folder.at("one"), "utf8") === text);
  assert.equal(fs.readFileSync(folder.at("two"), "utf8"), "");
  closeDescriptor(pty.master);
});

test("TypedInput.stop() ends what waits for room", async () => {
  const pty = openPty();
  const input = new TypedInput(pty);
  const typing = input.type(new Uint8Array(1 << 20).fill(0x0a));
  await sleep(20);
  input.stop();
  await typing;
  closeDescriptor(pty.slave);
  closeDescriptor(pty.master);
});
