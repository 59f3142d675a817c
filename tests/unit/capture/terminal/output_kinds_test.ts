import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { outputKinds } from "../../../../src/capture/terminal/output_kinds.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { closeDescriptor, readChunks } from "../../../../src/runtime/descriptors/pipes.ts";
import { openPty } from "../../../../src/runtime/terminal/pty.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";
import { programCommand } from "../../support/run_program.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

inheritedDescriptors();

test("outputKinds() without auto is what was asked for", () => {
  assert.deepEqual(outputKinds("always"), { stdout: "controlling", stderr: "controlling" });
  assert.deepEqual(outputKinds("never"), { stdout: "pipe", stderr: "pipe" });
});

test("outputKinds(auto) gives a terminal for each that is one, and one that controls in the foreground", async () => {
  using folder = new TemporaryFolder();
  const found = folder.file("found", "");
  const other = openPty(), pty = openPty();
  const cases = [
    [`"$@"`, "controlling controlling"],
    [`"$@" < /dev/tty 2> /dev/tty`, "controlling controlling"],
    [`"$@" 2> /dev/null`, "controlling pipe"],
    [`"$@" 2> ${other.slavePath}`, "controlling terminal"],
    [`"$@" > /dev/null`, "pipe terminal"],
    [`"$@" < /dev/null`, "terminal pipe"],
    [`"$@" < /dev/null > /dev/null`, "pipe pipe"],
    [`"$@" < ${other.slavePath}`, "terminal terminal"],
    // The job control of `set -m` puts what runs in the background into a group of its own.
    [`set -m; "$@" & wait`, "terminal terminal"],
  ] as const;
  const script = cases.map(([command]) => command).join("\n");
  const argv = ["sh", "-c", script, "sh", ...programCommand("output_kinds"), found];
  const child = spawn({ path: "/bin/sh", argv, terminal: pty.slavePath, environment: {} });
  void child.exited.then(() => closeDescriptor(pty.slave));
  let output = "";
  for await (const chunk of readChunks(pty.master, new AbortController().signal)) {
    output += new TextDecoder().decode(chunk);
  }
  assert.deepEqual(await child.exited, { code: 0 }, output);
  const kinds = fs.readFileSync(found, "utf8").trimEnd().split("\n");
  assert.deepEqual(kinds, cases.map(([, expected]) => expected), output);
  for (const end of [pty.master, other.master, other.slave]) closeDescriptor(end);
});
