import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { tryLock } from "../../../../src/runtime/descriptors/file_lock.ts";
import { sessionState } from "../../../../src/session/lifecycle/session_state.ts";
import { timestamp } from "../../../../src/session/writing/timestamp.ts";
import { eventLine } from "../../support/event_lines.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const SECOND = 1000, HOUR = 3_600_000;
const OUTPUT = {}, HEARTBEAT = { type: "heartbeat", interval_secs: 10 };

test("sessionState() takes an index's word for an end", () => {
  assert.equal(sessionState("/home/ada/gone.jsonl", "success"), "completed");
  assert.equal(sessionState("/home/ada/gone.jsonl", "failure"), "failed");
});

test("sessionState() sees an end in the log that no index knows of", () => {
  using folder = new TemporaryFolder();
  const end = (status: string) => ({ type: "zig_session_ended", duration_ms: 1, status });
  assert.equal(sessionState(log(folder, [HOUR, end("success")]), null), "completed");
  assert.equal(sessionState(log(folder, [HOUR, end("failure")]), null), "failed");
});

test("sessionState() of a session whose recorder holds its lock is running", () => {
  using place = new SessionPlace();
  const writer = place.start();
  assert.equal(sessionState(writer.logPath, null), "running");
  // The look must not have disturbed the holder.
  assert.equal(sessionState(writer.logPath, null), "running");
  writer.ended("success");
  assert.equal(sessionState(writer.logPath, null), "completed");
});

test("sessionState() with a stale lock file is dead, however fresh the log", () => {
  using folder = new TemporaryFolder();
  folder.file("a.4711.live", "");
  assert.equal(sessionState(log(folder, [0, OUTPUT]), null), "dead");
});

test("sessionState() with one of two lock files held is running", () => {
  using folder = new TemporaryFolder();
  folder.file("a.4711.live", "");
  using _lock = new HeldLock(folder.file("a.4712.live", ""));
  assert.equal(sessionState(log(folder, [0, OUTPUT]), null), "running");
});

test("sessionState() is not misled by the lock of another session", () => {
  using folder = new TemporaryFolder();
  using _lock = new HeldLock(folder.file("ab.4711.live", ""));
  assert.equal(sessionState(log(folder, [HOUR, OUTPUT]), null), "dead");
});

test("sessionState() without a lock file goes by the age of the last event", () => {
  using folder = new TemporaryFolder();
  assert.equal(sessionState(log(folder, [5 * SECOND, OUTPUT]), null), "running");
  assert.equal(sessionState(log(folder, [31 * SECOND, OUTPUT]), null), "dead");
  assert.equal(sessionState(log(folder, [31 * SECOND, HEARTBEAT]), null), "dead");
  const slow = { ...HEARTBEAT, interval_secs: 60 };
  assert.equal(sessionState(log(folder, [0, OUTPUT], [100 * SECOND, slow]), null), "running");
  assert.equal(sessionState(log(folder, [0, OUTPUT], [181 * SECOND, slow]), null), "dead");
});

test("sessionState() that is alive but has said nothing for 30 s is idle", () => {
  using folder = new TemporaryFolder();
  const silent = log(folder, [HOUR, OUTPUT], [2 * SECOND, HEARTBEAT], [SECOND, HEARTBEAT]);
  assert.equal(sessionState(silent, null), "idle");
  using _lock = new HeldLock(folder.file("a.4711.live", ""));
  assert.equal(sessionState(log(folder, [HOUR, OUTPUT]), null), "idle");
  assert.equal(sessionState(log(folder, [HOUR, OUTPUT], [0, OUTPUT]), null), "running");
});

test("sessionState() of a log that is gone, empty or damaged is dead", () => {
  using folder = new TemporaryFolder();
  assert.equal(sessionState(folder.at("gone.jsonl"), null), "dead");
  assert.equal(sessionState(folder.at("no", "folder.jsonl"), null), "dead");
  assert.equal(sessionState(folder.file("a.jsonl", ""), null), "dead");
  assert.equal(sessionState(folder.file("a.jsonl", "damage\n"), null), "dead");
});

/** A log with events of these ages. */
function log(folder: TemporaryFolder, ...events: [ageMs: number, fields: object][]): string {
  const lines = events.map(([ageMs, fields], index) =>
    eventLine({ seq: index + 1, ...fields, ts: timestamp(Date.now() - ageMs) })
  );
  return folder.file("a.jsonl", `${lines.join("\n")}\n`);
}

/** An exclusive lock on a file, as a recorder holds it. */
class HeldLock implements Disposable {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = fs.openSync(path, "a+");
    assert.ok(tryLock(this.#descriptor, "exclusive"));
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor);
  }
}
