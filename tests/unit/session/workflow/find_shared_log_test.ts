import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { ClosedSessionError, NotFoundError } from "../../../../src/session/errors.ts";
import { projectPaths } from "../../../../src/session/paths.ts";
import { findSharedLog } from "../../../../src/session/workflow/find_shared_log.ts";
import { saveIndexes } from "../../support/saved_indexes.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { storeLog } from "../../support/stored_logs.ts";

const OPEN = { status: null, ageMs: 0 };

/** Stores the logs of sessions that go on, in a project that is not the current one, and enters them in its indexes. */
function place(...ids: string[]): SessionPlace {
  const place = new SessionPlace();
  for (const id of ids) storeLog(place.paths.sessions, id, OPEN);
  saveIndexes(place, ids);
  return place;
}

/** As where somebody types it. */
function findPart(id: string, { home }: SessionPlace): string {
  return findSharedLog({ id, whole: false }, home);
}

test("findSharedLog() finds a log by its id in any project, and outside all of them", () => {
  using home = place("01KAAA");
  assert.equal(findPart("01KAAA", home), `${home.paths.sessions}/01KAAA.jsonl`);
  const outside = storeLog(projectPaths(null, home.home).sessions, "01KBBB", OPEN);
  assert.equal(findPart("01KBBB", home), outside);
});

test("findSharedLog() by a whole id needs no index", () => {
  using home = place("01KAAA");
  fs.writeFileSync(home.paths.index, "damaged");
  fs.rmSync(home.globalIndex);
  assert.equal(findPart("01KAAA", home), `${home.paths.sessions}/01KAAA.jsonl`);
});

test("findSharedLog() finds a log by the beginning or the end of its id, in any case", () => {
  using home = place("01KAAAXYZ1", "01KBBBXYZ2");
  for (const part of ["01KA", "XYZ1", "01kaaa", "xyz1", "01kaaaxyz1"]) {
    assert.equal(findPart(part, home), `${home.paths.sessions}/01KAAAXYZ1.jsonl`);
  }
});

test("findSharedLog() takes the id itself before those that begin with it", () => {
  using home = place("01KAAA", "01KAAAB");
  assert.equal(findPart("01KAAA", home), `${home.paths.sessions}/01KAAA.jsonl`);
});

test("findSharedLog() of a whole id takes no part for it, whatever it fits", () => {
  using home = place("01KAAAXYZ1", "01KBBBXYZ2");
  const find = (id: string) => findSharedLog({ id, whole: true }, home.home);
  for (const id of ["01KAAAXYZ1", "01kaaaxyz1"]) {
    assert.equal(find(id), `${home.paths.sessions}/01KAAAXYZ1.jsonl`);
  }
  for (const part of ["0", "01KA", "01KAAAXYZ", "1KAAAXYZ1", "XYZ1", "1"]) {
    assert.throws(() => find(part), {
      name: "NotFoundError",
      message: new RegExp(`^No session "${part}" in any project\\. ZIG_SESSION_ID has to hold `),
    });
  }
});

test("findSharedLog() refuses what fits several sessions, or none", () => {
  using home = place("01KAAA1", "01KAAA2");
  assert.throws(() => findPart("01KAAA", home), /"01KAAA" fits 2 sessions/);
  for (const name of ["01KB", "KAAA", "", " "]) {
    assert.throws(() => findPart(name, home), NotFoundError);
  }
});

test("findSharedLog() in a home without anything throws NotFoundError", () => {
  using home = new SessionPlace();
  assert.throws(() => findPart("01KAAA", home), NotFoundError);
});

for (
  const name of [
    "../../../../secret",
    "../sessions/01KAAA",
    "./01KAAA",
    "/etc/passwd",
    "01KAAA.jsonl",
    "01KAAA\0",
    "01KAAA\n",
    "-01KAAA",
    "x".repeat(100_000),
    "%2e%2e%2fsecret",
    "__proto__",
  ]
) {
  test(`findSharedLog() takes no path for an id: ${JSON.stringify(name).slice(0, 40)}`, () => {
    using home = place("01KAAA");
    storeLog(home.path, "secret", OPEN);
    assert.throws(() => findPart(name, home), NotFoundError);
  });
}

test("findSharedLog() of a session that has ended throws ClosedSessionError", () => {
  using home = place("01KAAA");
  storeLog(home.paths.sessions, "01KAAA", { status: "failure", ageMs: 0 });
  for (const name of ["01KAAA", "01KA"]) {
    assert.throws(() => findPart(name, home), (error) => {
      assert.ok(error instanceof ClosedSessionError);
      assert.equal(error.sessionId, "01KAAA");
      return true;
    });
  }
});

test("findSharedLog() follows no index out of the home", () => {
  using home = place();
  const outside = storeLog(home.at("elsewhere", "logs", "sessions"), "01KAAA", OPEN);
  for (const log_path of [outside, "/etc/passwd", "../../elsewhere/logs/sessions/01KAAA.jsonl"]) {
    saveIndexes(home, ["01KAAA"], ["01KAAA"], () => ({ log_path }));
    assert.throws(() => findPart("01KA", home), NotFoundError);
    assert.throws(() => findPart("01KAAA", home), NotFoundError);
  }
});

test("findSharedLog() of a session whose log has been removed by hand throws NotFoundError", () => {
  using home = place("01KAAA");
  fs.rmSync(`${home.paths.sessions}/01KAAA.jsonl`);
  for (const name of ["01KAAA", "01KA"]) {
    assert.throws(() => findPart(name, home), NotFoundError);
  }
});

test("findSharedLog() of a home that has been moved finds the log in it", () => {
  using home = place("01KAAA");
  saveIndexes(home, ["01KAAA"], ["01KAAA"], () => ({
    log_path: `/home/ada/.zig/projects/${home.project.slice(1).replaceAll("/", "-")}` +
      "/logs/sessions/01KAAA.jsonl",
  }));
  assert.equal(findPart("01KA", home), `${home.paths.sessions}/01KAAA.jsonl`);
});

test("findSharedLog() of a log that is no file throws StorageError", () => {
  using home = place("01KAAA");
  const log = `${home.paths.sessions}/01KAAA.jsonl`;
  fs.rmSync(log);
  fs.mkdirSync(log);
  assert.throws(() => findPart("01KAAA", home), { name: "StorageError" });
});
