import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { FreeSpace } from "../../../../src/capture/recording/free_space.ts";
import { parseMaxLog, parseMinFree } from "../../../../src/options/recording_limits.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("FreeSpace has room above the limit and none below, also for a folder that is to be made", () => {
  using folder = new TemporaryFolder();
  const { bavail, bsize } = fs.statfsSync(folder.path), free = bavail * bsize;
  for (const path of [folder.path, folder.at("not", "made", "yet")]) {
    assert.ok(new FreeSpace(path, 1).room() > 0);
    assert.equal(new FreeSpace(path, 0).room(), Infinity);
    const full = new FreeSpace(path, free * 2);
    assert.equal(full.room(), 0);
    assert.ok(full.shortage.startsWith(`"${folder.path}" has `), full.shortage);
  }
});

test("FreeSpace is asked again the sooner, the less there is, and when as much has been written", () => {
  using folder = new TemporaryFolder();
  const space = new FreeSpace(folder.path, 1), room = space.room();
  assert.ok(room <= 16 << 20);
  space.spend(room - 1);
  assert.equal(space.room(), 1);
  space.spend(5);
  assert.equal(space.room(), room);
  const { bavail, bsize } = fs.statfsSync(folder.path);
  const tight = new FreeSpace(folder.path, bavail * bsize - (8 << 20)).room();
  assert.ok(tight < 16 << 20);
});

test("FreeSpace knows nothing of a file system without blocks, and keeps nobody from writing to it", () => {
  if (!fs.existsSync("/proc/self")) return;
  assert.ok(new FreeSpace("/proc/self", 2 ** 50).room() > 0);
});

test("parseMaxLog() and parseMinFree() read sizes, and none", () => {
  assert.deepEqual(["1GiB", "64KiB", "1", "none"].map((text) => parseMaxLog(text, "--max-log")), [
    1 << 30,
    65536,
    1,
    Infinity,
  ]);
  assert.deepEqual(["1GiB", "0", "none"].map(parseMinFree), [1 << 30, 0, 0]);
  for (const text of ["0", "", "-1", "x", "0.1"]) {
    assert.throws(() => parseMaxLog(text, "--max-log"), /size/);
  }
  assert.throws(() => parseMinFree("much"), /invalid size/);
});
