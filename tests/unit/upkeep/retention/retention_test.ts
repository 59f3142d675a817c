import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { planRetention } from "../../../../src/upkeep/retention/retention.ts";
import type { RetentionRules } from "../../../../src/upkeep/retention/retention_rules.ts";
import { saveIndexes } from "../../support/saved_indexes.ts";
import { SessionPlace } from "../../support/session_place.ts";
import {
  DAY,
  enterSessions,
  idOf,
  MINUTE,
  storeLog,
  storeSessions,
  treeOf,
} from "../../support/stored_logs.ts";

const ALL = { keep: 0 };

test("planRetention() goes by the end of a session, or the last sign of life of a dead one", () => {
  using place = new SessionPlace();
  storeSessions(place, [
    { ageMs: 3 * DAY },
    { ageMs: 3 * DAY, status: null },
    { ageMs: DAY },
    { ageMs: DAY, status: null },
  ]);
  assert.deepEqual(going(place, { olderThanMs: 2 * DAY }), [idOf(2), idOf(1)]);
  const [newest] = planRetention(scope(place), ALL).going;
  assert.equal(newest?.session.state, "dead");
});

test("planRetention() counts what stands beside a log", () => {
  using place = new SessionPlace();
  const [id = ""] = storeSessions(place, [{ bytes: 1000 }, { bytes: 1000 }]);
  for (const ending of ["torn", "bad", "original", "original-2", "1.live", "jsonl.1.tmp"]) {
    fs.writeFileSync(join(place.paths.sessions, `${id}.${ending}`), "x".repeat(100));
  }
  const { sessions } = planRetention(scope(place), ALL);
  assert.deepEqual(sessions.map(({ bytes }) => bytes), [1600, 1000]);
  assert.deepEqual(going(place, { maxBytes: 2599 }), [id]);
  assert.deepEqual(going(place, { maxBytes: 2600 }), []);
});

test("planRetention() finds logs that no index knows, as old as their last event", () => {
  using place = new SessionPlace();
  storeLog(place.paths.sessions, idOf(7), { ageMs: 3 * DAY });
  storeLog(place.paths.sessions, idOf(8), { ageMs: DAY });
  assert.deepEqual(going(place, { olderThanMs: 2 * DAY }), [idOf(7)]);
  assert.deepEqual(going(place, ALL), [idOf(8), idOf(7)]);
});

test("planRetention() leaves what is no session's", () => {
  using place = new SessionPlace();
  const { sessions } = place.paths;
  storeLog(sessions, idOf(1));
  fs.copyFileSync(join(sessions, `${idOf(1)}.jsonl`), join(sessions, "backup.jsonl"));
  fs.writeFileSync(join(sessions, "notes.txt"), "mine");
  fs.writeFileSync(join(sessions, "data.jsonl"), `{"my":"data"}\n`);
  fs.writeFileSync(join(sessions, "empty.jsonl"), "");
  fs.writeFileSync(join(sessions, `${idOf(2)}.jsonl`), "not a log\n");
  fs.writeFileSync(join(sessions, "notes.bad"), "mine");
  fs.mkdirSync(join(sessions, "folder"));
  fs.mkdirSync(join(sessions, `${idOf(3)}.jsonl`));
  const plan = planRetention(scope(place), ALL);
  assert.deepEqual(plan.going.map(({ session }) => session.id), [idOf(1)]);
  assert.deepEqual(plan.leftovers, { files: 0, bytes: 0, entries: 0 });
  assert.deepEqual(plan.leftAlone, [{
    path: join(sessions, `${idOf(3)}.jsonl`),
    reason: "it is no regular file",
  }]);
});

test("planRetention() finds the empty log of a recorder that died at its start", () => {
  using place = new SessionPlace();
  fs.mkdirSync(place.paths.sessions, { recursive: true });
  const path = join(place.paths.sessions, `${idOf(1)}.jsonl`);
  fs.writeFileSync(path, "");
  assert.deepEqual(going(place, ALL), []);
  fs.utimesSync(path, new Date(), new Date(Date.now() - MINUTE));
  assert.deepEqual(going(place, ALL), [idOf(1)]);
});

test("planRetention() leaves live sessions", () => {
  using place = new SessionPlace();
  const writer = place.start();
  assert.deepEqual(going(place, { olderThanMs: 0, keep: 0, maxBytes: 0 }), []);
  writer.ended("success");
  assert.deepEqual(going(place, ALL), [writer.sessionId]);
});

test("planRetention() finds what is left of sessions whose logs are gone", () => {
  using place = new SessionPlace();
  enterSessions(place, [idOf(1), idOf(2)]);
  const { sessions } = place.paths;
  fs.writeFileSync(join(sessions, `${idOf(2)}.torn`), "12345");
  fs.writeFileSync(join(sessions, `${idOf(3)}.99.live`), "");
  const { leftovers, going } = planRetention(scope(place), { keep: 99 });
  assert.deepEqual([going, leftovers], [[], { files: 2, bytes: 5, entries: 2 }]);
});

test("planRetention() of a project sees no other, of all projects sees all", () => {
  using place = new SessionPlace();
  storeSessions(place, [{}]);
  const other = join(place.home, "projects", "other");
  storeLog(join(other, "logs", "sessions"), idOf(5));
  storeLog(join(place.home, "logs", "sessions"), idOf(6));
  fs.writeFileSync(join(place.home, "projects", "a file"), "");
  assert.deepEqual(going(place, ALL), [idOf(1)]);
  const all = planRetention({ home: place.home, global: true }, ALL).going;
  assert.deepEqual(all.map(({ session }) => session.id).sort(), [idOf(1), idOf(5), idOf(6)]);
  assert.ok(all.every(({ session }) => "project" in session.entry));
});

test("planRetention() never goes through a symbolic link", () => {
  using place = new SessionPlace();
  const [id = ""] = storeSessions(place, [{}]);
  const { sessions, storage } = place.paths;
  const elsewhere = place.at("elsewhere");
  fs.renameSync(join(sessions, `${id}.jsonl`), place.at("log"));
  fs.symlinkSync(place.at("log"), join(sessions, `${id}.jsonl`));
  assert.deepEqual(leftAlone(place), [[join(sessions, `${id}.jsonl`), "it is a symbolic link"]]);
  for (const part of [sessions, dirname(sessions), storage]) {
    fs.renameSync(part, elsewhere);
    fs.symlinkSync(elsewhere, part);
    for (const global of [false, true]) {
      assert.deepEqual(leftAlone(place, global), [[sessions, "it is a symbolic link"]]);
    }
    // As when a disk is not mounted: what its index says of it stays.
    fs.renameSync(elsewhere, place.at("away"));
    const plan = planRetention({ ...scope(place), global: true }, ALL);
    assert.equal(plan.leftovers.entries, 0);
    fs.rmSync(part);
    fs.renameSync(place.at("away"), part);
  }
});

const HOSTILE_IDS = [
  "../../../../victim",
  "..",
  "a/../../../victim",
  "/etc/passwd",
  "a\0b",
  "x".repeat(300),
  "",
];

test("planRetention() makes no path of what an index calls an id", () => {
  using place = new SessionPlace();
  fs.mkdirSync(place.home);
  fs.writeFileSync(place.at("home", "victim.jsonl"), "");
  saveIndexes(place, HOSTILE_IDS);
  fs.mkdirSync(place.paths.sessions);
  const before = treeOf(place.path);
  const plan = planRetention({ ...scope(place), global: true }, ALL);
  assert.deepEqual([plan.going, plan.leftAlone], [[], []]);
  assert.equal(plan.leftovers.entries, HOSTILE_IDS.length);
  assert.deepEqual(treeOf(place.path), before);
});

test("planRetention() of a home that is not there finds nothing", () => {
  using place = new SessionPlace();
  for (const global of [false, true]) {
    const { sessions, leftovers } = planRetention({ ...scope(place), global }, ALL);
    assert.deepEqual([sessions, leftovers.entries], [[], 0]);
  }
  assert.ok(!fs.existsSync(place.home));
});

function scope({ home, project }: SessionPlace) {
  return { home, project };
}

function going(place: SessionPlace, rules: RetentionRules): string[] {
  return planRetention(scope(place), rules).going.map(({ session }) => session.id);
}

function leftAlone(place: SessionPlace, global = false): string[][] {
  const plan = planRetention({ ...scope(place), global }, ALL);
  assert.deepEqual(plan.going, []);
  return plan.leftAlone.map(({ path, reason }) => [path, reason]);
}
