import assert from "node:assert/strict";
import { test } from "node:test";
import { timestamp } from "../../../src/session/writing/timestamp.ts";
import { enterSessions, idOf, MINUTE, storeSessions } from "../support/stored_logs.ts";
import { CommandPlace } from "./command_place.ts";

test("status is one word, and with --exit-code a number", () => {
  using place = new CommandPlace();
  storeSessions(place, [{}, { status: "failure" }, { status: null }, { status: null, ageMs: 0 }]);
  const expected = [["0001", "completed", 0], ["0002", "failed", 1], ["0003", "dead", 3], [
    "0004",
    "running",
    4,
  ]] as const;
  for (const [id, state, exitCode] of expected) {
    const plain = place.run("status", id), coded = place.run("status", "--exit-code", id);
    assert.deepEqual([plain.code, plain.stdout], [0, `${state}\n`]);
    assert.deepEqual([coded.code, coded.stdout], [exitCode, `${state}\n`]);
  }
  assert.equal(place.run("status", "--active").stdout, "running\n");
  assert.equal(place.run("status", "--active", "--exit-code").code, 4);
});

test("status --json is one object", () => {
  using place = new CommandPlace();
  const writer = place.start();
  writer.ended("failure");
  const json = JSON.parse(place.run("status", "--json").stdout);
  assert.deepEqual(Object.keys(json), ["zig_session_id", "state", "last_event_at"]);
  assert.deepEqual([json.zig_session_id, json.state], [writer.sessionId, "failed"]);
  assert.ok(
    json.last_event_at <= timestamp() && json.last_event_at > timestamp(Date.now() - MINUTE),
  );
});

test("status of a session whose log is gone is dead, without a last event", () => {
  using place = new CommandPlace();
  enterSessions(place, [idOf(1)]);
  const { code, stdout } = place.run("status", "--json", "--exit-code");
  assert.deepEqual([code, JSON.parse(stdout)], [3, {
    zig_session_id: idOf(1),
    state: "dead",
    last_event_at: null,
  }]);
});

test("status fails where there is no such session", () => {
  using place = new CommandPlace();
  for (const words of [[], ["7k2m"], ["--active"]]) {
    const { code, stdout } = place.run("status", ...words);
    assert.deepEqual([code, stdout], [2, ""]);
  }
});
