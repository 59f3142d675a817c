import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { archivePath } from "../../../../src/session/index/archive/index_archive.ts";
import { loadGlobalIndex, loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import {
  INDEX_SESSIONS,
  updateGlobalIndex,
  updateProjectIndex,
} from "../../../../src/session/index/index_update.ts";
import { listSessions } from "../../../../src/session/lookup/list_sessions.ts";
import { planRetention } from "../../../../src/upkeep/retention/retention.ts";
import type { RetentionRules } from "../../../../src/upkeep/retention/retention_rules.ts";
import {
  type RemovalReport,
  removeSessions,
} from "../../../../src/upkeep/retention/session_removal.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { enterSessions, idOf, storeLog, storeSessions, treeOf } from "../../support/stored_logs.ts";

const SIDECARS = ["torn", "bad", "original", "original-2", "1.live", "jsonl.1.tmp"];

test("removeSessions() takes log, sidecars and the entries in both indexes together", () => {
  using place = new SessionPlace();
  const [first = "", second = ""] = storeSessions(place, [{}, {}]);
  const { sessions, index } = place.paths;
  for (const id of [first, second]) {
    for (const ending of SIDECARS) fs.writeFileSync(join(sessions, `${id}.${ending}`), "");
  }
  const { removed, errors, leftAlone } = collect(place, { keep: 1 });
  assert.deepEqual([removed.map(({ id }) => id), errors, leftAlone], [[first], [], []]);
  const left = ["jsonl", ...SIDECARS].map((ending) => `${second}.${ending}`);
  assert.deepEqual(fs.readdirSync(sessions).sort(), left.sort());
  for (const loaded of [loadProjectIndex(index), loadGlobalIndex(place.globalIndex)]) {
    assert.deepEqual(loaded.sessions.map(({ zig_session_id }) => zig_session_id), [second]);
  }
});

test("removeSessions() leaves what is no session's", () => {
  using place = new SessionPlace();
  const [id = ""] = storeSessions(place, [{}]);
  const { sessions } = place.paths;
  fs.mkdirSync(join(sessions, "folder"));
  for (const name of ["notes.txt", "data.jsonl", `${id}.txt`, `${id}x.torn`]) {
    fs.writeFileSync(join(sessions, name), "mine");
  }
  fs.symlinkSync("notes.txt", join(sessions, `${id}.bad`));
  const before = fs.readdirSync(sessions).filter((name) => name !== `${id}.jsonl`);
  assert.equal(collect(place, { keep: 0 }).removed.length, 1);
  assert.deepEqual(fs.readdirSync(sessions).sort(), before.sort());
});

test("removeSessions() with the archives in use takes old and new ones out of both", () => {
  using place = new SessionPlace();
  const ids = storeSessions(place, Array.from({ length: 2500 }, () => ({})));
  // What is over the limit goes to the archives now.
  updateProjectIndex(place.paths.index, () => {});
  updateGlobalIndex(place.globalIndex, () => {});
  const archives = [archivePath(place.paths.index), archivePath(place.globalIndex)];
  const linesOf = (path: string) => fs.readFileSync(path, "utf8").split("\n").length - 1;
  assert.deepEqual(archives.map(linesOf), [500, 500]);
  assert.equal(collect(place, { keep: INDEX_SESSIONS + 100 }).removed.length, 400);
  assert.deepEqual(archives.map(linesOf), [100, 100]);
  assert.equal(collect(place, { keep: 10 }).removed.length, 2090);
  assert.deepEqual(archives.map(linesOf), [0, 0]);
  for (const global of [false, true]) {
    assert.deepEqual(listed(place, global), ids.slice(-10).reverse());
  }
  assert.equal(fs.readdirSync(place.paths.sessions).length, 10);
});

test("removeSessions() leaves a session that has become live since it was planned", () => {
  using place = new SessionPlace();
  const [id = ""] = storeSessions(place, [{ status: null }]);
  const plan = planRetention(scope(place), { keep: 0 });
  storeLog(place.paths.sessions, id, { status: null, ageMs: 0 });
  const { removed, leftAlone } = execute(plan);
  assert.deepEqual([removed, leftAlone.map(({ reason }) => reason)], [[], [
    "it is being recorded, or repaired",
  ]]);
  assert.deepEqual(listed(place), [id]);
});

test("removeSessions() of what another process has removed meanwhile is content", () => {
  using place = new SessionPlace();
  storeSessions(place, [{}, {}]);
  const plan = planRetention(scope(place), { keep: 0 });
  assert.equal(execute(plan).removed.length, 2);
  const { removed, leftAlone, errors } = execute(plan);
  assert.deepEqual([removed, leftAlone, errors], [[], [], []]);
});

test("removeSessions() never goes where a link was put after the plan", () => {
  using place = new SessionPlace();
  storeSessions(place, [{}]);
  const plan = planRetention(scope(place), { keep: 0 });
  const { sessions } = place.paths;
  fs.renameSync(sessions, place.at("elsewhere"));
  fs.symlinkSync(place.at("elsewhere"), sessions);
  const { removed, errors } = execute(plan);
  assert.equal(removed.length, 0);
  assert.match(errors[0]?.message ?? "", /Could not remove .*: it is a symbolic link/);
  assert.equal(fs.readdirSync(place.at("elsewhere")).length, 1);
});

for (const which of ["project", "global"] as const) {
  test(`removeSessions() that cannot write the ${which} index says so, and the next one finishes`, () => {
    using place = new SessionPlace();
    const ids = storeSessions(place, [{}, {}, {}]);
    const index = which === "project" ? place.paths.index : place.globalIndex;
    // A folder where the lock should be: no lock, no update.
    const lock = join(dirname(index), ".index.lock");
    fs.mkdirSync(lock);
    const report = collect(place, { keep: 1 });
    assert.equal(report.removed.length, 2);
    assert.match(report.errors[0]?.message ?? "", /Could not open the lock/);
    assert.deepEqual(listed(place, which === "global"), ids.toReversed());
    fs.rmdirSync(lock);
    // Whatever its rule is: what is left over goes.
    const next = collect(place, { keep: 1000 });
    assert.deepEqual([next.removed, next.errors, next.entries.size], [[], [], 2]);
    assert.deepEqual([listed(place), listed(place, true)], [ids.slice(-1), ids.slice(-1)]);
  });
}

test("removeSessions() that was killed between the files of a session is finished by the next one", () => {
  using place = new SessionPlace();
  const [id = ""] = storeSessions(place, [{}]);
  const { sessions } = place.paths;
  for (const ending of ["bad", "torn"]) fs.writeFileSync(join(sessions, `${id}.${ending}`), "1234");
  fs.rmSync(join(sessions, `${id}.jsonl`));
  const { leftoverFiles, leftoverBytes, entries } = collect(place, { keep: 99 });
  assert.deepEqual([leftoverFiles, leftoverBytes, entries.size], [2, 8, 1]);
  assert.deepEqual(fs.readdirSync(sessions), []);
  assert.deepEqual(listed(place, true), []);
});

test("removeSessions() goes on after a session that cannot be removed", () => {
  using place = new SessionPlace();
  const ids = storeSessions(place, [{}, {}, {}]);
  const plan = planRetention(scope(place), { keep: 0 });
  const blocked = join(place.paths.sessions, `${ids[1]}.jsonl`);
  fs.rmSync(blocked);
  fs.symlinkSync("/dev/null", blocked);
  assert.equal(execute(plan).removed.length, 2);
  assert.ok(fs.lstatSync(blocked).isSymbolicLink());
  assert.deepEqual(listed(place), [ids[1]]);
});

test("removeSessions() mends an index that is damaged", () => {
  using place = new SessionPlace();
  const ids = storeSessions(place, [{}, {}]);
  fs.writeFileSync(place.paths.index, "{damage");
  assert.deepEqual(collect(place, { keep: 1 }).errors, []);
  assert.deepEqual([listed(place), listed(place, true)], [ids.slice(1), ids.slice(1)]);
});

test("removeSessions() takes out of an index what is no id, and touches no file for it", () => {
  using place = new SessionPlace();
  const victim = place.at("home", "victim.jsonl");
  enterSessions(place, ["../../../../victim", "x".repeat(300), "a\0b", idOf(1)]);
  storeLog(place.paths.sessions, idOf(1));
  fs.writeFileSync(victim, "");
  const before = treeOf(place.paths.sessions);
  const plan = planRetention({ home: place.home, global: true }, { keep: 9 });
  assert.deepEqual(execute(plan).errors, []);
  assert.deepEqual([listed(place), listed(place, true)], [[idOf(1)], [idOf(1)]]);
  assert.ok(fs.existsSync(victim));
  assert.deepEqual(treeOf(place.paths.sessions), before);
});

function scope({ home, project }: SessionPlace) {
  return { home, project };
}

function collect(place: SessionPlace, rules: RetentionRules): RemovalReport {
  return execute(planRetention(scope(place), rules));
}

function execute({ going, indexes }: ReturnType<typeof planRetention>): RemovalReport {
  const sessions = going.map(({ session }) => session);
  return removeSessions({ sessions, indexes, orphaned: () => true });
}

function listed(place: SessionPlace, global = false): string[] {
  return listSessions({ ...scope(place), global }).map(({ zig_session_id }) => zig_session_id);
}
