import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { wantsTerminal } from "../../../../src/capture/terminal/wants_terminal.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { closeDescriptor, readChunks } from "../../../../src/runtime/descriptors/pipes.ts";
import { openPty } from "../../../../src/runtime/terminal/pty.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";
import { programCommand } from "../../support/run_program.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

inheritedDescriptors();

test("wantsTerminal() without auto is what was asked for", () => {
  assert.equal(wantsTerminal("always"), true);
  assert.equal(wantsTerminal("never"), false);
});

test("wantsTerminal(auto) is for one terminal in the foreground", async () => {
  using folder = new TemporaryFolder();
  const found = folder.file("found", "");
  const other = openPty(), pty = openPty();
  // The job control of `set -m` puts what runs in the background into a group of its own.
  const script = `"$@"; "$@" < /dev/null; "$@" | cat; "$@" 2> /dev/null; "$@" < ${other.slavePath}
    set -m; "$@" & wait`;
  const argv = ["sh", "-c", script, "sh", ...programCommand("wants_terminal"), found];
  const child = spawn({ path: "/bin/sh", argv, terminal: pty.slavePath, environment: {} });
  void child.exited.then(() => closeDescriptor(pty.slave));
  let output = "";
  for await (const chunk of readChunks(pty.master, new AbortController().signal)) {
    output += new TextDecoder().decode(chunk);
  }
  assert.deepEqual(await child.exited, { code: 0 }, output);
  const [first, ...others] = fs.readFileSync(found, "utf8").trimEnd().split("\n");
  assert.equal(first, "true", output);
  assert.deepEqual(others, ["false", "false", "false", "false", "false"], output);
  for (const end of [pty.master, other.master, other.slave]) closeDescriptor(end);
});
