import assert from "node:assert/strict";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { holdLiveFile } from "../../../../src/session/lifecycle/live_file.ts";
import {
  heldLiveNumbers,
  liveSessions,
  probeLiveness,
} from "../../../../src/session/lifecycle/liveness.ts";
import { HeldLock } from "../../support/held_lock.ts";
import { startProgram } from "../../support/run_program.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("holdLiveFile() holds a lock under our process id, and takes its file away", () => {
  using folder = new TemporaryFolder();
  const log = folder.at("a.jsonl");
  const live = holdLiveFile(log);
  assert.equal(live.number, process.pid);
  assert.deepEqual(fs.readdirSync(folder.path), [`a.${process.pid}.live`]);
  assert.deepEqual([...heldLiveNumbers(log)], [process.pid]);
  live.release();
  assert.deepEqual(fs.readdirSync(folder.path), []);
  assert.deepEqual([probeLiveness(log), heldLiveNumbers(log).size], ["unknown", 0]);
});

test("holdLiveFile() takes over a file that nobody holds any more", () => {
  using folder = new TemporaryFolder();
  folder.file(`a.${process.pid}.live`, "");
  const live = holdLiveFile(folder.at("a.jsonl"));
  assert.equal(live.number, process.pid);
  assert.equal(probeLiveness(folder.at("a.jsonl")), "alive");
  live.release();
});

test("holdLiveFile() takes another number where ours is held, by a process elsewhere with our id", () => {
  using folder = new TemporaryFolder();
  const log = folder.at("a.jsonl"), other = folder.at(`a.${process.pid}.live`);
  using _lock = new HeldLock(other);
  const live = holdLiveFile(log);
  assert.notEqual(live.number, process.pid);
  assert.ok(Number.isSafeInteger(live.number) && live.number > process.pid);
  assert.deepEqual([...heldLiveNumbers(log)].sort(), [process.pid, live.number].sort());
  assert.deepEqual([...liveSessions(folder.path)], ["a"]);
  live.release();
  // The other's is left alone.
  assert.deepEqual(fs.readdirSync(folder.path), [`a.${process.pid}.live`]);
  assert.deepEqual([...heldLiveNumbers(log)], [process.pid]);
});

test("holdLiveFile() of other sessions does not get in the way", () => {
  using folder = new TemporaryFolder();
  const lives = ["a", "ab", "b"].map((id) => holdLiveFile(folder.at(`${id}.jsonl`)));
  assert.deepEqual(lives.map(({ number }) => number), lives.map(() => process.pid));
  lives[0]?.release();
  assert.equal(probeLiveness(folder.at("a.jsonl")), "unknown");
  assert.equal(probeLiveness(folder.at("ab.jsonl")), "alive");
  for (const live of lives.slice(1)) live.release();
});

test("holdLiveFile() in a folder that is gone throws StorageError", () => {
  using folder = new TemporaryFolder();
  assert.throws(() => holdLiveFile(folder.at("gone", "a.jsonl")), { name: "StorageError" });
});

test("holdLiveFile() holds a file that is there, while another process clears up what it finds", async () => {
  using folder = new TemporaryFolder();
  const log = folder.at("a.jsonl"), cleared = folder.at("cleared");
  const program = startProgram("clear_live_files", folder.at(`a.${process.pid}.live`), cleared);
  await program.spoken;
  // Until the other one has met us often enough, between the making of a file and its lock.
  for (let count = 0; count < 20_000 && !fs.existsSync(cleared); count++) {
    const live = holdLiveFile(log);
    assert.ok(heldLiveNumbers(log).has(live.number));
    assert.ok(fs.existsSync(folder.at(`a.${live.number}.live`)));
    live.release();
  }
  program.kill("SIGKILL");
  await program.outcome;
});

test("heldLiveNumbers() counts what is held, whatever else lies there", () => {
  using folder = new TemporaryFolder();
  for (const name of ["a.1.live", "a.x.live", "a.live", "a.2.live.old", "b.3.live", "a.torn"]) {
    folder.file(name, "");
  }
  using _own = new HeldLock(folder.at("a.4.live"));
  using _other = new HeldLock(folder.at("b.5.live"));
  assert.deepEqual([...heldLiveNumbers(folder.at("a.jsonl"))], [4]);
  assert.deepEqual([...heldLiveNumbers(folder.at("gone", "a.jsonl"))], []);
});
