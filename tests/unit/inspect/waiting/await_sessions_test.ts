import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { listSessions } from "../../../../src/session/mod.ts";
import { awaitSessions } from "../../../../src/inspect/waiting/await_sessions.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { storeRuns } from "../../support/stored_runs.ts";

function sessionsOf({ home, project }: SessionPlace) {
  return listSessions({ home, project }).reverse();
}

async function collect(place: SessionPlace, deadlineMs?: number): Promise<string[]> {
  const ended: string[] = [];
  for await (const { entry, state, end } of awaitSessions(sessionsOf(place), deadlineMs)) {
    ended.push(`${entry.workflow_name} ${state}${end ? "" : " without an end"}`);
  }
  return ended;
}

test("awaitSessions() gives those that are over at once, in the order given", async () => {
  using place = new SessionPlace();
  storeRuns(place, [
    { workflow: "a" },
    { workflow: "b", status: "failure" },
    { workflow: "c", status: null },
  ]);
  assert.deepEqual(await collect(place, 0), ["a completed", "b failed", "c dead without an end"]);
});

test("awaitSessions() gives sessions as they end", async () => {
  using place = new SessionPlace();
  const [first, second] = ["first", "second"].map((workflow_name) =>
    place.start({ workflow_name })
  );
  const ended = collect(place);
  await sleep(50);
  second?.ended("failure");
  await sleep(100);
  first?.ended("success");
  assert.deepEqual(await ended, ["second failed", "first completed"]);
});

test("awaitSessions() gives up at its deadline", async () => {
  using place = new SessionPlace();
  const writer = place.start();
  assert.deepEqual(await collect(place, performance.now() + 30), []);
  writer.ended("success");
});

test("awaitSessions() takes a session whose log is gone for dead, or for what its index says", async () => {
  using place = new SessionPlace();
  storeRuns(place, [{ workflow: "a", status: null }, { workflow: "b" }]);
  for (const { log_path } of sessionsOf(place)) fs.rmSync(log_path);
  assert.deepEqual(await collect(place), ["a dead without an end", "b completed without an end"]);
});
