import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram, runProgramInShell } from "../../support/run_program.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("exec() becomes the other program, in the same process", async () => {
  const { code, stdout } = await runProgram("exec_command", "/bin/sh", "-c", "echo $$; exit 5");
  const [before, after] = stdout.split("\n");
  assert.equal(code, 5);
  assert.equal(after, before);
});

test("exec() lets the other program die of a signal", async () => {
  const { code, signal } = await runProgram("exec_command", "/bin/sh", "-c", "kill -PIPE $$");
  assert.deepEqual({ code, signal }, { code: null, signal: "SIGPIPE" });
});

test("exec() passes on descriptors, ignored signals and the limit of open files", async () => {
  using folder = new TemporaryFolder();
  const path = folder.file("given", "through descriptor 7\n");
  const { stdout, stderr } = await runProgramInShell(
    // The shell stays the parent, which is where the limit is read.
    `trap '' INT; ulimit -S -n 256; exec 7<'${path}'; "$@"; exit $?`,
    "exec_command",
    "/bin/sh",
    "-c",
    "cat <&7; ulimit -S -n; grep SigIgn /proc/self/status",
  );
  const [, given, limit, ignored = ""] = stdout.split("\n");
  assert.equal(given, "through descriptor 7", stderr);
  assert.equal(limit, "256");
  assert.equal(Number.parseInt(ignored.slice(-8), 16) & 0x7fff_ffff, 1 << 1);
});

test("exec() throws SpawnError for what cannot be executed", async () => {
  const { code, stderr } = await runProgram("exec_command", "/no/such/program");
  assert.equal(code, 1);
  assert.match(stderr, /SpawnError|could not be started: ENOENT/);
});
