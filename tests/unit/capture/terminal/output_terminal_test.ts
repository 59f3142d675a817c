import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputTerminal } from "../../../../src/capture/terminal/output_terminal.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { closeDescriptor, readChunks } from "../../../../src/runtime/descriptors/pipes.ts";
import { openPty } from "../../../../src/runtime/terminal/pty.ts";
import { setTerminalSize, terminalSize } from "../../../../src/runtime/terminal/terminal.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";

inheritedDescriptors();

test("OutputTerminal is a terminal of the size of ours that passes on what is written, to its end", async () => {
  const ours = openPty();
  setTerminalSize(ours.master, Uint16Array.of(12, 34, 0, 0));
  const terminal = new OutputTerminal(ours.slave);
  const child = spawn({
    path: "/bin/sh",
    argv: ["sh", "-c", "test -t 1 && stty size <&1; printf 'a\\nb\\r\\n'; seq 20000"],
    stdout: terminal.slave,
    stderr: 2,
    environment: {},
  });
  terminal.handOver();
  let output = "";
  for await (const chunk of readChunks(terminal.master, new AbortController().signal)) {
    output += new TextDecoder().decode(chunk);
  }
  assert.deepEqual(await child.exited, { code: 0 });
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join("");
  assert.ok(output === `12 34\na\nb\r\n${lines}`, output.slice(0, 100));
  terminal.closeMaster();
  closeDescriptor(ours.master);
  closeDescriptor(ours.slave);
});

test("OutputTerminal takes over another size of ours once the command has begun", () => {
  const ours = openPty();
  setTerminalSize(ours.master, Uint16Array.of(12, 34, 0, 0));
  const terminal = new OutputTerminal(ours.slave);
  setTerminalSize(ours.master, Uint16Array.of(56, 78, 0, 0));
  terminal.handOver();
  assert.deepEqual(terminalSize(terminal.master), Uint16Array.of(56, 78, 0, 0));
  terminal.closeMaster();
  closeDescriptor(ours.master);
  closeDescriptor(ours.slave);
});
