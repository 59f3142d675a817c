import assert from "node:assert/strict";
import { test } from "node:test";
import { GlobalSessionIndex } from "../../../../src/session/index/session_index.ts";

const entry = (zig_session_id: string, workflow_name = "build") => ({
  zig_session_id,
  workflow_name,
  project: "/home/ada/.zig",
  log_path: `/home/ada/.zig/logs/sessions/${zig_session_id}.jsonl`,
  started_at: "2026-01-02T03:04:05.000006+00:00",
  ended_at: null,
  status: null,
});

test("upsert() adds at the end, and moves an entry that is there to the end", () => {
  const index = new GlobalSessionIndex();
  for (const id of ["a", "b", "c"]) index.upsert(entry(id));
  index.upsert(entry("a", "test"));
  assert.deepEqual(
    index.sessions.map(({ zig_session_id, workflow_name }) => [zig_session_id, workflow_name]),
    [["b", "build"], ["c", "build"], ["a", "test"]],
  );
});

test("stamp() notes the end where the entry stands, and leaves the others alone", () => {
  const index = new GlobalSessionIndex([entry("a"), entry("b")]);
  const endedAt = "2026-01-02T03:04:06.000006+00:00";
  index.stamp("a", endedAt, "failure");
  assert.deepEqual(index.sessions, [
    { ...entry("a"), ended_at: endedAt, status: "failure" },
    entry("b"),
  ]);
});

test("stamp() of an unknown session changes nothing", () => {
  const index = new GlobalSessionIndex([entry("a")]);
  index.stamp("b", "2026-01-02T03:04:06.000006+00:00", "success");
  assert.deepEqual(index.sessions, [entry("a")]);
});
