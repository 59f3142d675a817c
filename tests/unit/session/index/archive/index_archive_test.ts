import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { findSession } from "../../../../../src/session/lookup/find_session.ts";
import {
  archivePath,
  readArchive,
} from "../../../../../src/session/index/archive/index_archive.ts";
import { loadProjectIndex } from "../../../../../src/session/index/index_file.ts";
import { GLOBAL_INDEX, PROJECT_INDEX } from "../../../../../src/session/index/index_kind.ts";
import { amendIndex, removeFromIndex } from "../../../../../src/session/index/index_amendment.ts";
import {
  INDEX_SESSIONS,
  updateProjectIndex,
} from "../../../../../src/session/index/index_update.ts";
import { listSessions } from "../../../../../src/session/lookup/list_sessions.ts";
import { holdLiveFile } from "../../../../../src/session/lifecycle/live_file.ts";
import { pathsOfStorage } from "../../../../../src/session/paths.ts";
import type { SessionLogIndexEntry } from "../../../../../src/session/index/session_index.ts";
import { SessionPlace } from "../../../support/session_place.ts";
import { TemporaryFolder } from "../../../support/temporary_folder.ts";

function entry(home: string, number: number): SessionLogIndexEntry {
  const id = `SESSION-${String(number).padStart(6, "0")}`;
  return {
    zig_session_id: id,
    workflow_name: "build",
    workflow_path: "/home/ada/bin/build",
    log_path: `${home}/logs/sessions/${id}.jsonl`,
    started_at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    ended_at: null,
    status: number % 3 === 0 ? null : "success",
    workspace_path: home,
  };
}

/** An index as zig-core leaves it: everything in one file. */
function writeIndex(home: string, count: number): string {
  const { index, sessions } = pathsOfStorage(home);
  fs.mkdirSync(sessions, { recursive: true });
  const entries = Array.from({ length: count }, (_, number) => entry(home, number));
  fs.writeFileSync(index, JSON.stringify({ sessions: entries }, null, 2));
  return index;
}

const ids = (entries: readonly { zig_session_id: string }[]) =>
  entries.map((one) => one.zig_session_id);

test("updateProjectIndex() takes over an index of 100,000 entries without losing one", () => {
  using folder = new TemporaryFolder();
  const path = writeIndex(folder.path, 100_000);
  updateProjectIndex(path, (index) => index.upsert(entry(folder.path, 100_000)));
  const kept = ids(loadProjectIndex(path).sessions),
    archived = ids(readArchive(PROJECT_INDEX, path));
  assert.equal(kept.length, INDEX_SESSIONS);
  assert.deepEqual(
    [...archived, ...kept],
    Array.from({ length: 100_001 }, (_, number) => entry(folder.path, number).zig_session_id),
  );
});

test("updateProjectIndex() keeps a live session in the index, however old", () => {
  using folder = new TemporaryFolder();
  const path = writeIndex(folder.path, INDEX_SESSIONS + 50);
  const live = entry(folder.path, 3);
  const held = holdLiveFile(live.log_path);
  updateProjectIndex(path, () => {});
  held.release();
  const kept = ids(loadProjectIndex(path).sessions);
  assert.equal(kept.length, INDEX_SESSIONS + 1);
  assert.equal(kept[0], live.zig_session_id);
  assert.ok(!ids(readArchive(PROJECT_INDEX, path)).includes(live.zig_session_id));
});

test("listSessions() and findSession() see index and archive, each session once", () => {
  using place = new SessionPlace();
  const path = writeIndex(place.home, INDEX_SESSIONS + 500);
  updateProjectIndex(path, () => {});
  // As after a crash between the archive and the index: an entry in both.
  const twice = entry(place.home, 2400);
  fs.appendFileSync(archivePath(path), `${JSON.stringify({ ...twice, workflow_name: "old" })}\n`);
  const scope = { home: place.home, project: "/" };
  const sessions = listSessions(scope);
  assert.equal(sessions.length, INDEX_SESSIONS + 500);
  assert.equal(sessions[0]?.zig_session_id, entry(place.home, 2499).zig_session_id);
  assert.equal(findSession("000007", scope).zig_session_id, "SESSION-000007");
  assert.equal(findSession(twice.zig_session_id, scope).workflow_name, "build");
});

test("readArchive() leaves a torn line out, and what is archived behind it is whole", () => {
  using folder = new TemporaryFolder();
  const path = writeIndex(folder.path, INDEX_SESSIONS + 2);
  updateProjectIndex(path, () => {});
  fs.appendFileSync(archivePath(path), '{"zig_session_id":"HALF');
  updateProjectIndex(path, (index) => index.upsert(entry(folder.path, 9000)));
  assert.deepEqual(
    ids(readArchive(PROJECT_INDEX, path)),
    [0, 1, 2].map((n) => entry(folder.path, n).zig_session_id),
  );
});

test("amendIndex() puts entries right where they stand, in the index or in the archive", () => {
  using folder = new TemporaryFolder();
  const path = writeIndex(folder.path, INDEX_SESSIONS + 10);
  updateProjectIndex(path, () => {});
  const right = [3, 100].map((number) => ({
    ...entry(folder.path, number),
    status: "failure" as const,
  }));
  amendIndex(PROJECT_INDEX, path, right);
  const all = [...readArchive(PROJECT_INDEX, path), ...loadProjectIndex(path).sessions];
  assert.equal(all.length, INDEX_SESSIONS + 10);
  for (const one of right) {
    assert.deepEqual(all.filter((other) => other.zig_session_id === one.zig_session_id), [one]);
  }
  assert.equal(loadProjectIndex(path).sessions[90]?.status, "failure");
});

test("removeFromIndex() takes sessions out of index and archive, and leaves the others", () => {
  using folder = new TemporaryFolder();
  const path = writeIndex(folder.path, INDEX_SESSIONS + 10);
  updateProjectIndex(path, () => {});
  const gone = new Set([3, 100].map((number) => entry(folder.path, number).zig_session_id));
  removeFromIndex(PROJECT_INDEX, path, gone);
  const left = ids([...readArchive(PROJECT_INDEX, path), ...loadProjectIndex(path).sessions]);
  assert.equal(left.length, INDEX_SESSIONS + 8);
  assert.ok(!left.some((id) => gone.has(id)));
});

test("an index that was damaged is made anew from the logs, the global one as well", () => {
  using place = new SessionPlace();
  const first = place.start();
  first.ended("success");
  const second = place.start();
  fs.writeFileSync(place.paths.index, "\0\0\0");
  const fromLogs = listSessions({ home: place.home, project: place.project });
  assert.deepEqual(ids(fromLogs), [second.sessionId, first.sessionId]);
  assert.deepEqual(fromLogs.map(({ status }) => status), [null, "success"]);
  second.ended("failure");
  const anew = loadProjectIndex(place.paths.index).sessions;
  assert.deepEqual(anew.map(({ zig_session_id, status }) => [zig_session_id, status]), [
    [first.sessionId, "success"],
    [second.sessionId, "failure"],
  ]);
  assert.deepEqual(
    GLOBAL_INDEX.entriesOfLogs(`${place.home}/sessions_index.json`).map(({ status }) => status),
    ["success", "failure"],
  );
});

test("an index that was lost, or is an empty file, is made anew from the logs", () => {
  using place = new SessionPlace();
  const first = place.start();
  first.ended("success");
  const scope = { home: place.home, project: place.project };
  fs.rmSync(place.paths.index);
  fs.truncateSync(`${place.home}/sessions_index.json`);
  assert.deepEqual(ids(listSessions(scope)), [first.sessionId]);
  assert.deepEqual(ids(listSessions({ home: place.home, global: true })), [first.sessionId]);
  const second = place.start();
  second.ended("success");
  assert.deepEqual(ids(loadProjectIndex(place.paths.index).sessions), [
    first.sessionId,
    second.sessionId,
  ]);
});

test("listSessions() gives no lone surrogate, whatever an index holds", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.ended("success");
  const text = fs.readFileSync(place.paths.index, "utf8");
  fs.writeFileSync(
    place.paths.index,
    text.replace(/"workflow_name": "[^"]*"/, `"workflow_name": "\\ud800"`),
  );
  const [entry] = listSessions({ home: place.home, project: place.project });
  assert.equal(entry?.workflow_name, "\ufffd");
});
