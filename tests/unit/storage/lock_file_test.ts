import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { tryLock } from "../../../src/runtime/descriptors/file_lock.ts";
import { loadProjectIndex } from "../../../src/session/index/index_file.ts";
import { StorageError } from "../../../src/storage/errors.ts";
import { withLockFile } from "../../../src/storage/lock_file.ts";
import { runProgram } from "../support/run_program.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const PROCESSES = 8, UPDATES = 25;

test(`withLockFile() loses no entry of ${PROCESSES} processes that update an index ${UPDATES} times each`, async () => {
  using folder = new TemporaryFolder();
  const path = folder.at("index.json");
  const prefixes = Array.from({ length: PROCESSES }, (_, number) => `process${number}`);
  const outcomes = await Promise.all(
    prefixes.map((prefix) => runProgram("update_index", path, prefix, String(UPDATES))),
  );
  for (const { code, stderr } of outcomes) assert.equal(code, 0, stderr);
  const ids = loadProjectIndex(path).sessions.map(({ zig_session_id }) => zig_session_id);
  for (const prefix of prefixes) {
    // Each one's entries, in its own order, whatever stands between them.
    assert.deepEqual(
      ids.filter((id) => id.startsWith(`${prefix}-`)),
      Array.from({ length: UPDATES }, (_, number) => `${prefix}-${number}`),
    );
  }
  assert.equal(ids.length, PROCESSES * UPDATES);
  assert.deepEqual(fs.readdirSync(folder.path).sort(), [".index.lock", "index.json"]);
});

test("withLockFile() holds the lock while the action runs, and gives back what it returns", () => {
  using folder = new TemporaryFolder();
  const path = folder.at(".lock");
  assert.equal(withLockFile(path, () => isFree(path)), false);
  assert.equal(isFree(path), true);
});

test("withLockFile() lets go of the lock when the action throws", () => {
  using folder = new TemporaryFolder();
  const path = folder.at(".lock");
  const action = () => {
    throw new Error("on purpose");
  };
  assert.throws(() => withLockFile(path, action), /on purpose/);
  assert.equal(isFree(path), true);
});

test("withLockFile() where no lock file can be made throws StorageError", () => {
  using folder = new TemporaryFolder();
  assert.throws(() => withLockFile(folder.at("none", ".lock"), () => {}), StorageError);
  assert.throws(() => withLockFile(folder.path, () => {}), StorageError);
});

test("withLockFile() gives up on a lock that is held for seconds, without running the action", () => {
  using folder = new TemporaryFolder();
  const holder = fs.openSync(folder.at(".lock"), "a+");
  assert.ok(tryLock(holder, "exclusive"));
  assert.throws(
    () => withLockFile(folder.at(".lock"), () => assert.fail("it ran")),
    (error) => error instanceof StorageError && /has held it/.test(error.message),
  );
  fs.closeSync(holder);
});

function isFree(path: string): boolean {
  const descriptor = fs.openSync(path, "r");
  try {
    return tryLock(descriptor, "exclusive");
  } finally {
    fs.closeSync(descriptor);
  }
}
