import assert from "node:assert/strict";
import { test } from "node:test";
import { startWorker } from "../../../src/runtime/worker.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** The error of a worker with this code, or of a missing one. */
async function errorOf(code: string | null): Promise<Error> {
  using folder = new TemporaryFolder();
  if (code !== null) folder.file("worker.mjs", code);
  const module = new URL(`file://${folder.at("worker.mjs")}`);
  // The thread does not keep the program alive, so that somebody else has to.
  const keepAlive = setInterval(() => {}, 1000);
  const error = await new Promise<Error>((resolve) => {
    startWorker({ module, embedded: "" }, null, resolve);
  });
  clearInterval(keepAlive);
  return error;
}

test("startWorker() reports a thread that cannot be loaded", async () => {
  assert.ok(await errorOf(null) instanceof Error);
});

test("startWorker() reports a thread that dies of an error", async () => {
  assert.match((await errorOf(`throw new Error("on purpose");`)).message, /on purpose/);
});

test("startWorker() gives the thread its data", async () => {
  using folder = new TemporaryFolder();
  folder.file(
    "worker.mjs",
    `import { workerData } from "node:worker_threads";
    Atomics.store(workerData.shared, 0, 42);
    Atomics.notify(workerData.shared, 0);`,
  );
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const module = new URL(`file://${folder.at("worker.mjs")}`);
  startWorker({ module, embedded: "" }, { shared }, (error) => assert.fail(error));
  while (Atomics.load(shared, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(Atomics.load(shared, 0), 42);
});
