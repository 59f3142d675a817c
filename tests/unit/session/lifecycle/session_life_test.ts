import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { holdLiveFile } from "../../../../src/session/lifecycle/live_file.ts";
import { SessionLife } from "../../../../src/session/lifecycle/session_life.ts";
import { timestamp } from "../../../../src/session/writing/timestamp.ts";
import { eventLine } from "../../support/event_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const STARTED = {
  type: "zig_session_started",
  workflow_name: "w",
  workflow_path: "/bin/w",
  tier_count: 1,
};

test("SessionLife.isOver() is false while any process records, and true when none does any more", () => {
  using folder = new TemporaryFolder();
  const log = folder.file("a.jsonl", `${eventLine()}\n`);
  const first = holdLiveFile(log);
  const life = new SessionLife(log);
  assert.equal(life.isOver(), false);
  const second = holdLiveFile(log);
  first.release();
  assert.equal(life.isOver(), false);
  second.release();
  // As a process leaves it that was killed.
  folder.file("a.4711.live", "");
  assert.equal(life.isOver(), true);
});

test("SessionLife.isOver() sees an end that an open session gets from another process", () => {
  using folder = new TemporaryFolder();
  const started = eventLine({ ...STARTED, ts: timestamp(), open: true });
  const log = folder.file("a.jsonl", `${started}\n`);
  const life = new SessionLife(log);
  assert.equal(life.isOver(), false);
  const step = holdLiveFile(log);
  assert.equal(life.isOver(), false);
  step.release();
  assert.equal(life.isOver(), false);
  fs.appendFileSync(
    log,
    `${eventLine({ seq: 2, type: "zig_session_ended", status: "success", duration_ms: 1 })}\n`,
  );
  assert.equal(life.isOver(), true);
});

test("SessionLife.isOver() of a log without locks goes by its last sign of life", () => {
  using folder = new TemporaryFolder();
  const fresh = folder.file("a.jsonl", `${eventLine({ ts: timestamp() })}\n`);
  const old = folder.file("b.jsonl", `${eventLine()}\n`);
  assert.deepEqual([fresh, old].map((log) => new SessionLife(log).isOver()), [false, true]);
  assert.equal(new SessionLife(folder.at("gone.jsonl")).isOver(), true);
});
