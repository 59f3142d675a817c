import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadGlobalIndex, loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { logLines } from "../../support/log_lines.ts";
import { SessionPlace } from "../../support/session_place.ts";

test("SessionWriter.create() puts an open entry into both indexes, in zig-core's form", () => {
  using place = new SessionPlace();
  const writer = place.start();
  const started_at = loadProjectIndex(place.paths.index).sessions[0]?.started_at ?? "";
  const [project, global] = expectedIndexes(place, writer.sessionId, started_at, "null", "null");
  assert.equal(fs.readFileSync(place.paths.index, "utf8"), project);
  assert.equal(fs.readFileSync(place.globalIndex, "utf8"), global);
  writer.ended("success");
});

test("SessionWriter.ended() stamps both indexes, in zig-core's form", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.ended("success");
  const [entry] = loadProjectIndex(place.paths.index).sessions;
  const { started_at = "", ended_at = "" } = entry ?? {};
  const [project, global] = expectedIndexes(
    place,
    writer.sessionId,
    started_at,
    `"${ended_at}"`,
    `"success"`,
  );
  assert.equal(fs.readFileSync(place.paths.index, "utf8"), project);
  assert.equal(fs.readFileSync(place.globalIndex, "utf8"), global);
});

test("SessionWriter stamps the start just before the first event, and the end its duration later", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.ended("failure");
  const [{ started_at, ended_at } = { started_at: "", ended_at: "" }] =
    loadGlobalIndex(place.globalIndex).sessions;
  const [first, last] = logLines(writer.logPath).map((line) => JSON.parse(line));
  assert.ok(started_at <= first.ts, `${started_at} is after ${first.ts}`);
  assert.equal(Date.parse(ended_at ?? "") - Date.parse(started_at), last.duration_ms);
});

test("SessionWriter.create() outside git records in the home itself", () => {
  using place = new SessionPlace();
  const writer = place.start({ cwd: place.path });
  writer.ended("success");
  assert.equal(writer.logPath, join(place.home, "logs/sessions", `${writer.sessionId}.jsonl`));
  const [entry] = loadProjectIndex(join(place.home, "logs/index.json")).sessions;
  assert.equal(entry?.workspace_path, place.home);
  assert.equal(loadGlobalIndex(place.globalIndex).sessions[0]?.project, place.home);
});

test("SessionWriter.ended() leaves a log, two indexes and nothing that zig-core would open", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.ended("success");
  assert.deepEqual(fs.readdirSync(place.paths.sessions), [`${writer.sessionId}.jsonl`]);
  assert.deepEqual(fs.readdirSync(join(place.paths.storage, "logs")).sort(), [
    ".index.lock",
    "index.json",
    "sessions",
  ]);
});

/** The text of both indexes, with a single session. */
function expectedIndexes(
  place: SessionPlace,
  id: string,
  started: string,
  ended: string,
  status: string,
): [string, string] {
  const { storage } = place.paths;
  return [
    `{
  "sessions": [
    {
      "zig_session_id": "${id}",
      "workflow_name": "build",
      "workflow_path": "/home/ada/bin/build",
      "log_path": "${storage}/logs/sessions/${id}.jsonl",
      "started_at": "${started}",
      "ended_at": ${ended},
      "status": ${status},
      "workspace_path": "${storage}"
    }
  ]
}`,
    `{
  "sessions": [
    {
      "zig_session_id": "${id}",
      "workflow_name": "build",
      "project": "${storage}",
      "log_path": "${storage}/logs/sessions/${id}.jsonl",
      "started_at": "${started}",
      "ended_at": ${ended},
      "status": ${status}
    }
  ]
}`,
  ];
}
