import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tryLock } from "../../../../src/runtime/descriptors/file_lock.ts";
import { removeLog } from "../../../../src/upkeep/retention/log_removal.ts";
import { SessionLog } from "../../../../src/session/writing/session_log.ts";
import { idOf, storeLog } from "../../support/stored_logs.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("removeLog() removes the log of a session that is over, or dead", () => {
  using folder = new TemporaryFolder();
  for (const status of ["success", "failure", null] as const) {
    const path = storeLog(folder.path, idOf(1), { status });
    assert.equal(removeLog(path, "unknown"), "removed");
    assert.ok(!fs.existsSync(path));
    assert.equal(removeLog(path, "unknown"), "gone");
  }
});

test("removeLog() leaves the log of a session that is recorded", () => {
  using place = new SessionPlace();
  const writer = place.start();
  assert.equal(removeLog(writer.logPath, "unknown"), "live");
  writer.ended("success");
  // Its recorder still has the indexes to stamp.
  assert.equal(removeLog(writer.logPath, "alive"), "live");
  assert.equal(removeLog(writer.logPath, "unknown"), "removed");
});

test("removeLog() takes a log without a lock for live while its last event is recent", () => {
  using folder = new TemporaryFolder();
  const path = storeLog(folder.path, idOf(1), { status: null, ageMs: 5000 });
  assert.equal(removeLog(path, "unknown"), "live");
  storeLog(folder.path, idOf(1), { status: null, ageMs: 40_000 });
  assert.equal(removeLog(path, "unknown"), "removed");
});

test("removeLog() leaves a log that is still empty, until it has been so for a while", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", "");
  assert.equal(removeLog(path, "unknown"), "live");
  const minuteAgo = Date.now() / 1000 - 60;
  fs.utimesSync(path, minuteAgo, minuteAgo);
  assert.equal(removeLog(path, "unknown"), "removed");
});

test("removeLog() leaves a log that somebody has locked", () => {
  using folder = new TemporaryFolder();
  const path = storeLog(folder.path, idOf(1));
  const descriptor = fs.openSync(path, "r");
  assert.ok(tryLock(descriptor, "exclusive"));
  assert.equal(removeLog(path, "unknown"), "live");
  fs.closeSync(descriptor);
  assert.equal(removeLog(path, "unknown"), "removed");
});

test("removeLog() leaves nothing that another writer can append to", () => {
  using folder = new TemporaryFolder();
  const path = storeLog(folder.path, idOf(1), { status: null });
  const log = SessionLog.open(path, idOf(1));
  assert.equal(removeLog(path, "unknown"), "removed");
  assert.throws(() => log.append({ type: "heartbeat", interval_secs: 1 }), /it has been deleted/);
  assert.ok(!fs.existsSync(path));
});

test("removeLog() neither follows a link, nor waits for a pipe, nor removes a folder", () => {
  using folder = new TemporaryFolder();
  const victim = storeLog(folder.path, idOf(1));
  const link = join(folder.path, "link.jsonl");
  fs.symlinkSync(victim, link);
  assert.throws(() => removeLog(link, "unknown"), { code: "ELOOP" });
  execFileSync("mkfifo", [folder.at("pipe.jsonl")]);
  assert.equal(removeLog(folder.at("pipe.jsonl"), "unknown"), "replaced");
  fs.mkdirSync(folder.at("folder.jsonl"));
  assert.throws(() => removeLog(folder.at("folder.jsonl"), "unknown"), { code: "EISDIR" });
  assert.equal(fs.readdirSync(folder.path).length, 4);
});
