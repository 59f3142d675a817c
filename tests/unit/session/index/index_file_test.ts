import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { DamagedLogError } from "../../../../src/session/errors.ts";
import {
  loadGlobalIndex,
  loadProjectIndex,
  saveProjectIndex,
} from "../../../../src/session/index/index_file.ts";
import {
  updateGlobalIndex,
  updateProjectIndex,
} from "../../../../src/session/index/index_update.ts";
import {
  SessionLogIndex,
  type SessionLogIndexEntry,
} from "../../../../src/session/index/session_index.ts";
import { StorageError } from "../../../../src/storage/errors.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const entry = (id: string, more: Partial<SessionLogIndexEntry> = {}): SessionLogIndexEntry => ({
  zig_session_id: id,
  workflow_name: "build",
  workflow_path: "/home/ada/bin/build",
  log_path: `/home/ada/.zig/logs/sessions/${id}.jsonl`,
  started_at: "2026-01-02T03:04:05.000006+00:00",
  ended_at: null,
  status: null,
  workspace_path: null,
  ...more,
});
const text = (...entries: unknown[]) => JSON.stringify({ sessions: entries });

test("loadProjectIndex() and loadGlobalIndex() of a missing or an empty file are empty", () => {
  using folder = new TemporaryFolder();
  for (const path of [folder.at("none.json"), folder.file("empty.json", "")]) {
    assert.deepEqual(loadProjectIndex(path).sessions, []);
    assert.deepEqual(loadGlobalIndex(path).sessions, []);
  }
});

test("loadProjectIndex() reads missing options as null and leaves out unknown fields", () => {
  using folder = new TemporaryFolder();
  const { ended_at: _ended, status: _status, workspace_path: _path, ...required } = entry("a");
  const path = folder.file("index.json", text({ ...required, more: 1 }));
  assert.deepEqual(loadProjectIndex(path).sessions, [entry("a")]);
});

const DAMAGED: [string, string][] = [
  ["no JSON", '{"sessions":['],
  ["zeros after a crash", "\0".repeat(64)],
  ["null", "null"],
  ["an array", "[]"],
  ["no sessions", "{}"],
  ["sessions that are an object", '{"sessions":{}}'],
  ["an entry that is null", text(null)],
  ["an entry without an id", text({ ...entry("a"), zig_session_id: undefined })],
  ["a field of a wrong type", text({ ...entry("a"), log_path: 1 })],
  ["an unknown status", text({ ...entry("a"), status: "aborted" })],
  ["an empty status", text({ ...entry("a"), status: "" })],
  ["nesting without an end", "[".repeat(100_000)],
];

for (const [what, content] of DAMAGED) {
  test(`loadProjectIndex() throws DamagedLogError for ${what}`, () => {
    using folder = new TemporaryFolder();
    const path = folder.file("index.json", content);
    assert.throws(() => loadProjectIndex(path), DamagedLogError);
  });
}

test("loadProjectIndex() throws DamagedLogError for a folder in its place", () => {
  using folder = new TemporaryFolder();
  assert.throws(() => loadProjectIndex(folder.path), DamagedLogError);
});

test("loadProjectIndex() throws StorageError for what it cannot read", () => {
  using folder = new TemporaryFolder();
  assert.throws(() => loadProjectIndex(`${folder.file("file", "")}/index.json`), StorageError);
});

test("saveProjectIndex() writes no lone surrogate", () => {
  using folder = new TemporaryFolder();
  saveProjectIndex(
    folder.at("index.json"),
    new SessionLogIndex([entry("a", { workflow_name: "\ud800" })]),
  );
  assert.equal(loadProjectIndex(folder.at("index.json")).sessions[0]?.workflow_name, "\ufffd");
});

test("updateProjectIndex() sets a damaged index aside instead of overwriting it", () => {
  using folder = new TemporaryFolder();
  const path = folder.at("index.json");
  for (const [number, damage] of ["first damage", "second damage"].entries()) {
    fs.writeFileSync(path, damage);
    updateProjectIndex(path, (index) => index.upsert(entry("a")));
    assert.deepEqual(loadProjectIndex(path).sessions, [entry("a")]);
    assert.equal(fs.readFileSync(`${path}.damaged-${number + 1}`, "utf8"), damage);
  }
});

test("updateGlobalIndex() sets a damaged index aside as well", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("sessions_index.json", "damage");
  updateGlobalIndex(path, () => {});
  assert.equal(fs.readFileSync(path, "utf8"), `{\n  "sessions": []\n}`);
  assert.equal(fs.readFileSync(`${path}.damaged-1`, "utf8"), "damage");
});

test("updateProjectIndex() whose change throws leaves the index as it was, and unlocked", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("index.json", text(entry("a")));
  const change = (index: SessionLogIndex) => {
    index.upsert(entry("b"));
    throw new Error("on purpose");
  };
  assert.throws(() => updateProjectIndex(path, change), /on purpose/);
  assert.equal(fs.readFileSync(path, "utf8"), text(entry("a")));
  updateProjectIndex(path, (index) => index.upsert(entry("b")));
  assert.equal(loadProjectIndex(path).sessions.length, 2);
});
