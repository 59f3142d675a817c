import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { tryLock } from "../../../../src/runtime/descriptors/file_lock.ts";
import { loadGlobalIndex, loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { findSession } from "../../../../src/session/lookup/find_session.ts";
import { listSessions } from "../../../../src/session/lookup/list_sessions.ts";
import { SessionList } from "../../../../src/session/lookup/session_list.ts";
import { SessionPlace } from "../../support/session_place.ts";

/** A lock that another process has for as long as this lives. */
class HeldLock implements Disposable {
  readonly #descriptor: number;
  constructor(index: string) {
    this.#descriptor = fs.openSync(join(dirname(index), ".index.lock"), "a");
    assert.ok(tryLock(this.#descriptor, "exclusive"));
  }
  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor);
  }
}

function idsIn(place: SessionPlace): string[][] {
  return [loadProjectIndex(place.paths.index), loadGlobalIndex(place.globalIndex)]
    .map(({ sessions }) => sessions.map(({ zig_session_id }) => zig_session_id));
}

function marks(place: SessionPlace): string[] {
  return fs.readdirSync(join(place.home, "unindexed"));
}

test("a session whose index is left for later is listed by its mark, and entered once when it ends", () => {
  using place = new SessionPlace();
  const first = place.start();
  first.ended("success");
  const later = place.start({ indexLater: true }), id = later.sessionId, { home, project } = place;
  assert.deepEqual([idsIn(place), marks(place)], [[[first.sessionId], [first.sessionId]], [id]]);
  for (const scope of [{ home, project }, { home, global: true }]) {
    assert.deepEqual(listSessions(scope)[0]?.zig_session_id, id);
    assert.equal(new SessionList(scope).newest?.zig_session_id, id);
    assert.equal(findSession(id, scope).log_path, later.logPath);
  }
  later.ended("failure");
  const both = [first.sessionId, id];
  assert.deepEqual([idsIn(place), marks(place)], [[both, both], []]);
  assert.equal(loadProjectIndex(place.paths.index).sessions[1]?.status, "failure");
});

test("tryRegister() enters a session that goes on, and its end stands in the same place", () => {
  using place = new SessionPlace();
  const one = place.start({ indexLater: true }), two = place.start({ indexLater: true });
  assert.deepEqual([one.tryRegister(), two.tryRegister()], [true, true]);
  assert.deepEqual(marks(place), []);
  one.ended("success");
  two.ended("failure");
  const ids = [one.sessionId, two.sessionId];
  assert.deepEqual(idsIn(place), [ids, ids]);
});

for (const which of ["project", "global"] as const) {
  test(`a session that ends while the ${which} index is locked keeps its mark, and the next one enters it`, () => {
    using place = new SessionPlace();
    place.start().ended("success");
    const locked = place.start({ indexLater: true }), { home, project } = place;
    {
      using _lock = new HeldLock(which === "project" ? place.paths.index : place.globalIndex);
      assert.equal(locked.tryRegister(), false);
      locked.ended("failure");
    }
    assert.deepEqual(marks(place), [locked.sessionId]);
    for (const scope of [{ home, project }, { home, global: true }]) {
      assert.equal(findSession(locked.sessionId, scope).zig_session_id, locked.sessionId);
    }
    const next = place.start({ indexLater: true });
    next.ended("success");
    assert.deepEqual(marks(place), []);
    for (const ids of idsIn(place)) assert.ok(ids.includes(locked.sessionId));
    const entry = loadGlobalIndex(place.globalIndex).sessions
      .find(({ zig_session_id }) => zig_session_id === locked.sessionId);
    assert.equal(entry?.status, "failure");
  });
}

test("a mark that leads nowhere, or out of the home, names no session", () => {
  using place = new SessionPlace();
  place.start().ended("success");
  const folder = join(place.home, "unindexed");
  fs.mkdirSync(folder, { mode: 0o700, recursive: true });
  const texts = ["", "../../etc/passwd", "logs/sessions/GONE.jsonl", "/etc/logs/sessions/A.jsonl"];
  texts.forEach((text, at) => fs.writeFileSync(join(folder, `MARK-${at}`), text, { mode: 0o600 }));
  fs.symlinkSync("/etc/passwd", join(folder, "LINK"));
  const { home, project } = place;
  assert.equal(listSessions({ home, project }).length, 1);
  assert.equal(listSessions({ home, global: true }).length, 1);
});
