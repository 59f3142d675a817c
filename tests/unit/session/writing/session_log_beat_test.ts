import assert from "node:assert/strict";
import { test } from "node:test";
import { SessionLog } from "../../../../src/session/writing/session_log.ts";
import { timestamp } from "../../../../src/session/writing/timestamp.ts";
import { eventLine } from "../../support/event_lines.ts";
import { kinds } from "../../support/event_kinds.ts";
import { wholeEvents } from "../../support/log_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

// Long enough that no test outlasts it.
const INTERVAL_SECS = 3600;

/** How many heartbeats a log has after another writer's events of these ages, in seconds, and one beat of ours. */
function beatsAfter(...events: readonly (readonly [ageSecs: number, fields: object])[]): number {
  using folder = new TemporaryFolder();
  const lines = events.map(([ageSecs, fields], index) =>
    eventLine({ seq: index + 1, ...fields, ts: timestamp(Date.now() - ageSecs * 1000) })
  );
  const log = SessionLog.open(
    folder.file("a.jsonl", lines.map((line) => `${line}\n`).join("")),
    "a",
  );
  log.beat(INTERVAL_SECS);
  log.close();
  return wholeEvents(folder.at("a.jsonl")).filter(({ type }) => type === "heartbeat").length;
}

const BEAT = kinds.beat(INTERVAL_SECS), OUTPUT = kinds.say("build", "hello");

test("SessionLog.beat() is left out while another writer's is fresh", () => {
  assert.equal(beatsAfter([0, BEAT]), 1);
  assert.equal(beatsAfter([INTERVAL_SECS * 0.5, BEAT]), 1);
  assert.equal(beatsAfter([INTERVAL_SECS * 0.5, BEAT], [1, OUTPUT], [0, OUTPUT]), 1);
});

test("SessionLog.beat() is written where the last is old, or there was none", () => {
  assert.equal(beatsAfter([INTERVAL_SECS * 0.9, BEAT]), 2);
  assert.equal(beatsAfter([INTERVAL_SECS * 0.9, BEAT], [0, OUTPUT]), 2);
  assert.equal(beatsAfter([0, OUTPUT]), 1);
  assert.equal(beatsAfter(), 1);
});

test("SessionLog.beat() looks no further back than is worth it", () => {
  const output = Array.from({ length: 500 }, () => [0, OUTPUT] as const);
  assert.equal(beatsAfter([0, BEAT], ...output), 2);
});

test("SessionLog.beat() is not kept back by its own", () => {
  using folder = new TemporaryFolder();
  const log = SessionLog.create(folder.at("a.jsonl"), "a");
  for (let count = 0; count < 3; count++) log.beat(INTERVAL_SECS);
  log.close();
  assert.equal(wholeEvents(log.logPath).length, 3);
});

test("SessionLog.beat() of two writers is one in an interval", () => {
  using folder = new TemporaryFolder();
  const first = SessionLog.create(folder.at("a.jsonl"), "a");
  const second = SessionLog.open(folder.at("a.jsonl"), "a");
  first.beat(INTERVAL_SECS);
  for (let count = 0; count < 3; count++) {
    second.append(OUTPUT);
    first.beat(INTERVAL_SECS);
    first.append(OUTPUT);
    second.beat(INTERVAL_SECS);
  }
  assert.equal(wholeEvents(first.logPath).filter(({ type }) => type === "heartbeat").length, 1);
  first.close();
  second.close();
});

test("SessionLog.beat() adds nothing after the end, by whomever it was written", () => {
  using folder = new TemporaryFolder();
  const first = SessionLog.create(folder.at("a.jsonl"), "a");
  const second = SessionLog.open(folder.at("a.jsonl"), "a");
  first.append(OUTPUT);
  second.append(kinds.end());
  for (const log of [first, second, first, second]) log.beat(INTERVAL_SECS);
  assert.deepEqual(wholeEvents(first.logPath).map(({ type }) => type), [
    "step_output",
    "zig_session_ended",
  ]);
  assert.ok(first.ended);
  first.close();
  second.close();
});
