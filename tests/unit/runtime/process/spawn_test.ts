import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { type ExitStatus, spawn, SpawnError } from "../../../../src/runtime/process/spawn.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

// As in the product: looked up before anything is open that a command must not inherit.
inheritedDescriptors();

/** Spawns `path` with nothing to write to. */
async function run(path: string, ...words: string[]): Promise<ExitStatus> {
  const nowhere = fs.openSync("/dev/null", "w");
  try {
    const argv = [path, ...words];
    return await spawn({ path, argv, stdout: nowhere, stderr: nowhere, environment: {} }).exited;
  } finally {
    fs.closeSync(nowhere);
  }
}

for (const code of [0, 1, 7, 126, 255]) {
  test(`spawn() reports exit code ${code}`, async () => {
    assert.deepEqual(await run("/bin/sh", "-c", `exit ${code}`), { code });
  });
}

// 13 is SIGPIPE, which both runtimes ignore for themselves; 40 is a real-time signal.
for (const signal of [2, 9, 13, 15, 25, 40]) {
  test(`spawn() reports death by signal ${signal}`, async () => {
    assert.deepEqual(await run("/bin/sh", "-c", `ulimit -c 0; kill -${signal} $$`), { signal });
  });
}

test("spawn() reports many processes that end at once", async () => {
  const codes = Array.from({ length: 20 }, (_, index) => index);
  const ended = await Promise.all(codes.map((code) => run("/bin/sh", "-c", `exit ${code}`)));
  assert.deepEqual(ended, codes.map((code) => ({ code })));
});

test("ChildProcess.kill() sends a signal, and none once the process is gone", async () => {
  const child = spawn({
    path: "/bin/sleep",
    argv: ["sleep", "30"],
    stdout: 1,
    stderr: 2,
    environment: {},
  });
  child.kill(15);
  assert.deepEqual(await child.exited, { signal: 15 });
  child.kill(15);
});

test("spawn() throws SpawnError with the errno's name for what cannot be executed", async () => {
  using folder = new TemporaryFolder();
  const plain = folder.file("plain", "exit 0\n");
  const script = folder.file("script", "exit 0\n");
  fs.chmodSync(script, 0o755);
  const orphan = folder.file("orphan", "#!/no/such/interpreter\n");
  fs.chmodSync(orphan, 0o755);
  const cases: [string, string][] = [
    [folder.at("none"), "ENOENT"],
    [orphan, "ENOENT"],
    [plain, "EACCES"],
    [folder.path, "EACCES"],
    [`${plain}/program`, "ENOTDIR"],
    [script, "ENOEXEC"],
  ];
  for (const [path, code] of cases) {
    await assert.rejects(run(path), (error) => error instanceof SpawnError && error.code === code);
  }
});
