import assert from "node:assert/strict";
import { test } from "node:test";
import { SpawnError } from "../../../../src/runtime/process/spawn.ts";
import { spawnInheriting } from "../../../../src/runtime/process/spawn_inheriting.ts";

function shell(script: string) {
  return spawnInheriting({ path: "/bin/sh", argv: ["sh", "-c", script], environment: { X: "3" } });
}

test("spawnInheriting() tells of the exit code, or the signal, and sets variables", async () => {
  assert.deepEqual(await shell("exit $X").exited, { code: 3 });
  assert.deepEqual(await shell("kill -TERM $$").exited, { signal: 15 });
});

test("spawnInheriting() signals a program while it runs, and nobody afterwards", async () => {
  const child = shell("exec sleep 60");
  child.kill(15);
  assert.deepEqual(await child.exited, { signal: 15 });
  child.kill(15);
});

if (!("Deno" in globalThis)) {
  test("spawnInheriting() tells of a real-time signal, and throws SpawnError for what cannot be run", async () => {
    assert.deepEqual(await shell("kill -40 $$").exited, { signal: 40 });
    const request = { path: "/nothing", argv: ["nothing"], environment: {} };
    assert.throws(() => spawnInheriting(request), new SpawnError("ENOENT"));
  });
}
