import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { openMarkFields, readOpenMark } from "../../../../src/session/writing/open_mark.ts";
import { sessionState } from "../../../../src/session/lifecycle/session_state.ts";
import { timestamp } from "../../../../src/session/writing/timestamp.ts";
import { eventLine } from "../../support/event_lines.ts";
import { kinds } from "../../support/event_kinds.ts";
import { HeldLock } from "../../support/held_lock.ts";
import { SharedSession } from "../../support/shared_session.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const HOUR = 3_600_000, DAY = 24 * HOUR, YEAR = 366 * DAY;

const OPEN = ',"open":true', BEAT = kinds.beat();

/** The log of a session that began as these fields say, with one more event of this age. */
function log(folder: TemporaryFolder, marks: string, ageMs: number, last: object = BEAT): string {
  const ts = timestamp(Date.now() - ageMs);
  const begun = eventLine({ seq: 1, ts, ...kinds.started(), line: undefined, stream: undefined });
  const lines = [begun.replace(/}$/, `${marks}}`), eventLine({ seq: 2, ts, ...last })];
  return folder.file("a.jsonl", `${lines.join("\n")}\n`);
}

test("sessionState() of a session that has just been opened is idle", () => {
  using session = new SharedSession();
  assert.equal(sessionState(session.log, null), "idle");
});

test("sessionState() of an open session is running while somebody records a step", () => {
  using session = new SharedSession();
  const first = session.step("a"), second = session.step("b");
  assert.equal(sessionState(session.log, null), "running");
  first.close();
  assert.equal(sessionState(session.log, null), "running");
  second.close();
  assert.equal(sessionState(session.log, null), "idle");
});

test("sessionState() of an open session is idle until it expires, and then dead", () => {
  using folder = new TemporaryFolder();
  assert.equal(sessionState(log(folder, OPEN, DAY - HOUR), null), "idle");
  assert.equal(sessionState(log(folder, OPEN, DAY + HOUR), null), "dead");
  const week = `${OPEN},"expires_secs":604800`;
  assert.equal(sessionState(log(folder, week, 6 * DAY), null), "idle");
  assert.equal(sessionState(log(folder, week, 8 * DAY), null), "dead");
});

test("sessionState() of an open session that nobody holds heeds no stale lock file", () => {
  using folder = new TemporaryFolder();
  folder.file("a.4711.live", "");
  assert.equal(sessionState(log(folder, OPEN, HOUR), null), "idle");
  assert.equal(sessionState(log(folder, OPEN, 2 * DAY), null), "dead");
});

test("sessionState() of an expired session that is recorded again is no longer dead", () => {
  using folder = new TemporaryFolder();
  const path = log(folder, OPEN, 2 * DAY);
  using _lock = new HeldLock(folder.at("a.4711.live"));
  assert.equal(sessionState(path, null), "idle");
  fs.appendFileSync(path, eventLine({ seq: 3, ts: timestamp() }) + "\n");
  assert.equal(sessionState(path, null), "running");
});

test("sessionState() of an open session that has ended is its end", () => {
  using folder = new TemporaryFolder();
  assert.equal(sessionState(log(folder, OPEN, 2 * DAY, kinds.end("failure")), null), "failed");
});

test("sessionState() takes no other word than true for open", () => {
  using folder = new TemporaryFolder();
  for (const open of ["false", "null", '"true"', "1", "{}", "[]"]) {
    assert.equal(sessionState(log(folder, `,"open":${open}`, HOUR), null), "dead", open);
  }
});

test("sessionState() of a session with a damaged start, or none, is not open", () => {
  using folder = new TemporaryFolder();
  const path = log(folder, OPEN, HOUR);
  const [, ...rest] = fs.readFileSync(path, "utf8").split("\n");
  fs.writeFileSync(path, ["damaged", ...rest].join("\n"));
  assert.equal(sessionState(path, null), "dead");
  fs.writeFileSync(path, rest.join("\n"));
  assert.equal(sessionState(path, null), "dead");
});

test("sessionState() takes the mark of the first event alone", () => {
  using folder = new TemporaryFolder();
  const path = log(folder, "", HOUR);
  const ts = timestamp(Date.now() - HOUR);
  fs.appendFileSync(path, eventLine({ seq: 3, ts, ...kinds.started({ open: true }) }) + "\n");
  assert.equal(sessionState(path, null), "dead");
});

for (const damaged of ["0", "-1", "1e400", "-1e400", '"604800"', "null", "{}", "[5]", "true"]) {
  test(`readOpenMark() of an expiry of ${damaged} is a day, or at most a year`, () => {
    using folder = new TemporaryFolder();
    const path = log(folder, `${OPEN},"expires_secs":${damaged}`, HOUR);
    const expected = damaged === "1e400" ? YEAR / 1000 : DAY / 1000;
    assert.deepEqual(readOpenMark(path), { expiresSecs: expected });
    assert.equal(sessionState(path, null), "idle");
  });
}

test("readOpenMark() reads what openMarkFields() has written", () => {
  using folder = new TemporaryFolder();
  for (const expiresSecs of [0.5, 1, 86_400, 604_800]) {
    const fields = JSON.stringify(openMarkFields({ expiresSecs })).slice(1, -1);
    assert.deepEqual(readOpenMark(log(folder, `,${fields}`, 0)), { expiresSecs });
  }
  assert.deepEqual(openMarkFields({ expiresSecs: 86_400 }), { open: true });
});

test("readOpenMark() of a log that is gone or empty is none", () => {
  using folder = new TemporaryFolder();
  assert.equal(readOpenMark(folder.at("gone.jsonl")), undefined);
  assert.equal(readOpenMark(folder.file("a.jsonl", "")), undefined);
});
