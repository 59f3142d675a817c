import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { archivePath, readArchive } from "../../../../src/session/index/archive/index_archive.ts";
import { loadGlobalIndex, loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { GLOBAL_INDEX, PROJECT_INDEX } from "../../../../src/session/index/index_kind.ts";
import { INDEX_SESSIONS } from "../../../../src/session/index/index_update.ts";
import { SessionRegistration } from "../../../../src/session/index/session_registration.ts";
import { listSessions } from "../../../../src/session/lookup/list_sessions.ts";
import { endSession } from "../../../../src/session/workflow/workflow_events.ts";
import { saveIndexes } from "../../support/saved_indexes.ts";
import { SharedSession } from "../../support/shared_session.ts";

const ENDED_AT = "2999-01-02T03:04:05.000006+00:00";

/** An open session, which so many have followed that it has moved to the archives of both indexes. */
class ArchivedSession extends SharedSession {
  constructor() {
    super();
    const others = Array.from({ length: INDEX_SESSIONS }, (_, at) => `OTHER-${at}`);
    saveIndexes(this, [this.id, ...others]);
    // One more, with which the oldest has no room any more.
    this.start().ended("success");
  }

  get indexed(): unknown[] {
    return [
      loadProjectIndex(this.paths.index).sessions,
      loadGlobalIndex(this.globalIndex).sessions,
    ].map((entries) => entries.find(({ zig_session_id }) => zig_session_id === this.id));
  }

  get archived(): (string | null | undefined)[] {
    return [
      readArchive(PROJECT_INDEX, this.paths.index),
      readArchive(GLOBAL_INDEX, this.globalIndex),
    ].map((entries) => entries.find(({ zig_session_id }) => zig_session_id === this.id)?.status);
  }

  /** Each scope's entries of the session. */
  get listed(): { status: string | null; ended_at: string | null }[][] {
    return [{ project: this.project }, { global: true }].map((scope) =>
      listSessions({ ...scope, home: this.home })
        .filter(({ zig_session_id }) => zig_session_id === this.id)
        .map(({ status, ended_at }) => ({ status, ended_at }))
    );
  }

  get registration(): SessionRegistration {
    return new SessionRegistration(this.id, this.paths, { home: this.home });
  }
}

test("SessionRegistration.stamp() of an archived session notes its end there, in both indexes", () => {
  using session = new ArchivedSession();
  assert.deepEqual(session.archived, [null, null]);
  session.registration.stamp(ENDED_AT, "failure");
  assert.deepEqual(session.archived, ["failure", "failure"]);
  assert.deepEqual(session.indexed, [undefined, undefined]);
  const entry = { status: "failure", ended_at: ENDED_AT };
  assert.deepEqual(session.listed, [[entry], [entry]]);
});

test("SessionRegistration.stamp() leaves the other sessions as they were", () => {
  using session = new ArchivedSession();
  const others = () =>
    listSessions({ home: session.home, project: session.project })
      .filter(({ zig_session_id }) => zig_session_id !== session.id);
  const before = others();
  session.registration.stamp(ENDED_AT, "success");
  assert.deepEqual(others(), before);
  assert.equal(before.length, INDEX_SESSIONS + 1);
});

test("SessionRegistration.stamp() finds an archived session behind a torn line of the archive", () => {
  using session = new ArchivedSession();
  for (const index of [session.paths.index, session.globalIndex]) {
    fs.appendFileSync(archivePath(index), '{"zig_session_id":"HALF');
  }
  session.registration.stamp(ENDED_AT, "success");
  assert.deepEqual(session.archived, ["success", "success"]);
  assert.deepEqual(session.listed.map(({ length }) => length), [1, 1]);
});

test("SessionRegistration.stamp() of a session that no index knows makes no entry of it", () => {
  using session = new ArchivedSession();
  const { paths, home } = session;
  new SessionRegistration("UNKNOWN", paths, { home }).stamp(ENDED_AT, "success");
  const ids = listSessions({ home, project: session.project }).map((one) => one.zig_session_id);
  assert.ok(!ids.includes("UNKNOWN"));
});

test("SessionRegistration.stamp() where one index cannot be written stamps the other, and throws", () => {
  for (const at of [0, 1]) {
    using session = new ArchivedSession();
    const index = [session.paths.index, session.globalIndex][at] ?? "";
    // In the place of the index's lock.
    const lock = join(dirname(index), ".index.lock");
    fs.rmSync(lock);
    fs.mkdirSync(lock);
    assert.throws(() => session.registration.stamp(ENDED_AT, "success"), { name: "StorageError" });
    assert.deepEqual(session.archived, at === 0 ? [null, "success"] : ["success", null]);
    const errors: Error[] = [];
    const { id, paths, home } = session;
    new SessionRegistration(id, paths, { home, onIndexError: (error) => errors.push(error) })
      .stamp(ENDED_AT, "success");
    assert.deepEqual(errors.map(({ name }) => name), ["StorageError"]);
  }
});

test("SessionWriter.stampEnd() after endSession() of an archived session is seen in the lists", () => {
  using session = new ArchivedSession();
  const writer = session.join();
  writer.stampEnd(endSession(writer, { status: undefined, force: false }));
  assert.deepEqual(session.listed.map((all) => all.map(({ status }) => status)), [
    ["success"],
    ["success"],
  ]);
  const [[entry] = []] = session.listed;
  assert.ok((entry?.ended_at ?? "") >= (session.events.at(-1)?.ts ?? "no end"));
});
