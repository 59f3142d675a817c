import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { sessionState } from "../../../../src/session/lifecycle/session_state.ts";
import { StorageError } from "../../../../src/storage/errors.ts";
import { logLines, wholeEvents } from "../../support/log_lines.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { NO_LIMIT_BYTES, outputBlock } from "../../support/output_block.ts";

test("SessionWriter.ended() twice is one end, with the first status", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.ended("success");
  writer.ended("failure");
  assert.deepEqual(wholeEvents(writer.logPath).map(({ type }) => type), [
    "zig_session_started",
    "zig_session_ended",
  ]);
  assert.equal(loadProjectIndex(place.paths.index).sessions[0]?.status, "success");
});

test("SessionWriter writes nothing after the end", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.ended("success");
  // Whether it is refused or left out is not promised, only that the log stays as it is.
  try {
    writer.stepOutput("build", "stdout", "too late");
    writer.tryStepBlocks([outputBlock("build", ["too late"])], NO_LIMIT_BYTES);
  } catch (error) {
    assert.ok(error instanceof StorageError, String(error));
  }
  assert.equal(logLines(writer.logPath).length, 2);
});

test("SessionWriter after the end leaves alone what has got its descriptor's number since", () => {
  using place = new SessionPlace();
  // A number below the first log's is free once it has ended, so that the second session's log takes that one, and its
  // lock file the number of the first log.
  const below = fs.openSync("/dev/null", "r");
  const first = place.start();
  first.ended("success");
  fs.closeSync(below);
  const second = place.start();
  try {
    first.stepOutput("build", "stdout", "too late");
  } catch (error) {
    assert.ok(error instanceof StorageError, String(error));
  }
  assert.equal(sessionState(second.logPath, null), "running");
  second.ended("success");
  assert.equal(logLines(first.logPath).length, 2);
  assert.equal(logLines(second.logPath).length, 2);
});

test("SessionWriter.ended() lets go of the session where an index cannot be written", () => {
  using place = new SessionPlace();
  const writer = place.start();
  fs.rmSync(lockOf(place));
  fs.mkdirSync(lockOf(place));
  assert.throws(() => writer.ended("success"), StorageError);
  assert.equal(sessionState(writer.logPath, null), "completed");
  assert.deepEqual(fs.readdirSync(place.paths.sessions), [`${writer.sessionId}.jsonl`]);
});

test("SessionWriter.create() that fails leaves no session that looks as if it ran", () => {
  using place = new SessionPlace();
  fs.mkdirSync(lockOf(place), { recursive: true });
  assert.throws(() => place.start(), StorageError);
  const logs = fs.existsSync(place.paths.sessions) ? fs.readdirSync(place.paths.sessions) : [];
  const states = logs.filter((name) => name.endsWith(".jsonl"))
    .map((name) => sessionState(`${place.paths.sessions}/${name}`, null));
  assert.ok(!states.includes("running"), `found ${logs.join(", ")}`);
});

test("SessionWriter.create() in a home that is a file throws StorageError", () => {
  using place = new SessionPlace();
  fs.writeFileSync(place.home, "");
  assert.throws(() => place.start(), StorageError);
});

/** The lock of the project's index: a folder in its place keeps the index from being changed. */
function lockOf(place: SessionPlace): string {
  return `${dirname(place.paths.index)}/.index.lock`;
}
