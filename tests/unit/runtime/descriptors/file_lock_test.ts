import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { tryLock, unlock } from "../../../../src/runtime/descriptors/file_lock.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

/** Two descriptors on one file, as two processes have them. */
function withTwo(check: (first: number, second: number) => void): void {
  using folder = new TemporaryFolder();
  const path = folder.file("lock", "");
  const first = fs.openSync(path, "a+"), second = fs.openSync(path, "r");
  try {
    check(first, second);
  } finally {
    fs.closeSync(first);
    fs.closeSync(second);
  }
}

test("tryLock() has one exclusive holder", () =>
  withTwo((first, second) => {
    assert.equal(tryLock(first, "exclusive"), true);
    assert.equal(tryLock(second, "exclusive"), false);
    assert.equal(tryLock(second, "shared"), false);
    assert.equal(tryLock(first, "exclusive"), true);
    unlock(first);
    assert.equal(tryLock(second, "exclusive"), true);
  }));

test("tryLock() has any number of shared holders", () =>
  withTwo((first, second) => {
    assert.equal(tryLock(first, "shared"), true);
    assert.equal(tryLock(second, "shared"), true);
    assert.equal(tryLock(second, "exclusive"), false);
    unlock(first);
    assert.equal(tryLock(second, "exclusive"), true);
  }));

test("tryLock() goes with its descriptor", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("lock", "");
  const first = fs.openSync(path, "a+"), second = fs.openSync(path, "a+");
  assert.equal(tryLock(first, "exclusive"), true);
  fs.closeSync(first);
  assert.equal(tryLock(second, "exclusive"), true);
  fs.closeSync(second);
});

test("tryLock() of what is not open throws", () => {
  assert.throws(() => tryLock(-1, "exclusive"), /errno 9/);
});
