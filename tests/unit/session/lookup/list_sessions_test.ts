import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { listSessions } from "../../../../src/session/lookup/list_sessions.ts";
import { saveIndexes } from "../../support/saved_indexes.ts";
import { SessionPlace } from "../../support/session_place.ts";

test("listSessions() gives the newest first, and of equals the last that arrived", () => {
  using place = new SessionPlace();
  const seconds: Record<string, string> = { a: "05", b: "07", c: "06.5", d: "07", e: "06" };
  saveIndexes(place, ["a", "b", "c", "d", "e"], [], (id) => ({
    started_at: `2026-01-02T03:04:${seconds[id]}+00:00`,
  }));
  assert.deepEqual(ids(place), ["d", "b", "c", "e", "a"]);
});

test("listSessions() gives the sessions of a project, or of all", () => {
  using place = new SessionPlace();
  saveIndexes(place, ["mine"], ["mine", "yours"]);
  assert.deepEqual(ids(place), ["mine"]);
  assert.deepEqual(listSessions({ home: place.home, global: true }).map((s) => s.zig_session_id), [
    "yours",
    "mine",
  ]);
});

test("listSessions() where nothing was recorded is empty", () => {
  using place = new SessionPlace();
  assert.deepEqual(listSessions({ home: place.home, project: place.project }), []);
  assert.deepEqual(listSessions({ home: place.home, global: true }), []);
});

test("listSessions() of a home that was moved gives the logs where they are now", () => {
  using place = new SessionPlace();
  const inProject = "projects/home-ada-src-shop/logs/sessions/a.jsonl";
  assert.equal(logOf(place, `/home/ada/.zig/${inProject}`), join(place.home, inProject));
  assert.equal(
    logOf(place, "/old/logs/.zig/logs/sessions/a.jsonl"),
    join(place.home, "logs/sessions/a.jsonl"),
  );
});

const OUTSIDE = [
  "/etc/passwd",
  "/home/ada/.zig/../../../etc/passwd",
  "/home/ada/.zig/projects/../../../etc/logs/sessions/a.jsonl",
  "projects/../logs/sessions/../../../../etc/passwd.jsonl",
  "logs/sessions/../../../.ssh/a.jsonl",
  "projects/./logs/sessions/a.jsonl",
  "logs/sessions/a.jsonl/../../../x",
  "",
];

test("listSessions() never leads out of the home, whatever an index says", () => {
  using place = new SessionPlace();
  for (const path of OUTSIDE) {
    const found = logOf(place, path);
    assert.ok(found.startsWith(`${place.home}/`), `${path} became ${found}`);
    assert.match(found.slice(place.home.length), /^\/(projects\/[^/]+\/)?logs\/sessions\/[^/]+$/);
  }
});

function ids(place: SessionPlace): string[] {
  const sessions = listSessions({ home: place.home, project: place.project });
  return sessions.map(({ zig_session_id }) => zig_session_id);
}

/** Where the log lies that an index has at `path`. */
function logOf(place: SessionPlace, path: string): string {
  saveIndexes(place, ["a"], ["a"], () => ({ log_path: path }));
  const [entry] = listSessions({ home: place.home, project: place.project });
  return entry?.log_path ?? "";
}
