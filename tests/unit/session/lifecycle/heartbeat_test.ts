import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { SessionCoordinator } from "../../../../src/session/lifecycle/session_coordinator.ts";
import { StorageError } from "../../../../src/storage/errors.ts";
import { wholeEvents } from "../../support/log_lines.ts";
import { runProgram } from "../../support/run_program.ts";
import { SessionPlace } from "../../support/session_place.ts";

test("startHeartbeat() beats while the main thread is blocked", async () => {
  using place = new SessionPlace();
  const { code, stderr } = await runProgram("block_main_thread", place.home, place.project);
  assert.equal(code, 0, stderr);
  const path = loadProjectIndex(place.paths.index).sessions[0]?.log_path ?? "";
  const events = wholeEvents(path);
  const beats = events.filter((event) => event.type === "heartbeat");
  assert.ok(beats.length >= 2, `${beats.length} heartbeats`);
  assert.ok(beats.every(({ interval_secs }) => interval_secs === 1));
  assert.deepEqual(events.map(({ seq }) => seq), events.map((_, index) => index + 1));
  assert.equal(events.at(-1)?.type, "zig_session_ended");
});

test("startHeartbeat() reports a log that it cannot write, and throws nothing", async () => {
  using place = new SessionPlace();
  const writer = place.start();
  // The heartbeat's thread does not keep a program alive, so that somebody else has to.
  const keepAlive = setInterval(() => {}, 1000);
  const error = await new Promise<Error>((resolve) => {
    const coordinator = SessionCoordinator.start(writer, {
      heartbeatSecs: 1,
      ownSignals: false,
      onHeartbeatError: (error) => {
        assert.throws(() => coordinator.finish("success"), StorageError);
        resolve(error);
      },
    });
    fs.rmSync(writer.logPath);
  });
  clearInterval(keepAlive);
  assert.match(error.message, /deleted|does not exist/);
});
