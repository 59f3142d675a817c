import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { repairSession } from "../../../../src/upkeep/repair/repair_sessions.ts";
import { verifySession } from "../../../../src/upkeep/verify/verify_sessions.ts";
import { SESSION_ID } from "../../support/damaged_place.ts";
import { wholeEvents, withoutHead } from "../../support/log_lines.ts";
import {
  completed,
  failed,
  type Fields,
  linesOf,
  OPEN_START,
  OpenPlace,
  started,
} from "../../support/open_place.ts";

const DAY = 86_400_000;

/** Repairs, checks that nothing is left to do, and returns what was done. */
function mend(place: OpenPlace) {
  const before = place.snapshot();
  const planned = repairSession(place.place, false, place.home).sessions;
  assert.deepEqual(place.snapshot(), before, "a dry run changed something");
  const done = repairSession(place.place, true, place.home).sessions;
  assert.deepEqual(done.map((session) => ({ ...session, original: null })), planned);
  assert.deepEqual(verifySession(place.place, place.home).sessions[0]?.findings, []);
  const after = place.snapshot();
  const again = repairSession(place.place, true, place.home);
  assert.deepEqual([again.sessions[0]?.outcome, again.indexes], ["in_order", []]);
  assert.deepEqual(place.snapshot(), after, "the second repair changed something");
  return done[0];
}

const death = (step_name: string, attempt: number, recorder: number): Fields => ({
  type: "step_failed",
  step_name,
  exit_code: null,
  attempt,
  error: "recorder died",
  recorder,
});

test("repairSession() leaves an open session that waits as it is", () => {
  using place = new OpenPlace([started("lint", 7), completed("lint", 7)]);
  const before = place.snapshot();
  assert.equal(mend(place)?.outcome, "in_order");
  assert.deepEqual(place.snapshot(), before);
});

test("repairSession() ends the dead steps of an open session, which goes on as the same file", () => {
  const retrying = failed("unit", 8, { retrying: true });
  using place = new OpenPlace([started("lint", 7), started("unit", 8), retrying]);
  place.leave(7);
  const { ino } = fs.statSync(place.log);
  const { goes_on, failed_steps, added_end, original } = mend(place) ?? {};
  assert.deepEqual([goes_on, failed_steps, added_end, original], [
    true,
    ["lint", "unit"],
    null,
    null,
  ]);
  const events = wholeEvents(place.log);
  assert.deepEqual(events.slice(4).map(withoutHead), [death("lint", 1, 7), death("unit", 2, 8)]);
  assert.deepEqual(events.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6]);
  // Being mended must not give it more time.
  assert.deepEqual(events.slice(4).map(({ ts }) => ts), [events[3]?.ts, events[3]?.ts]);
  assert.equal(fs.statSync(place.log).ino, ino);
  const [entry] = loadProjectIndex(place.paths.index).sessions;
  assert.deepEqual([entry?.status, entry?.ended_at], [null, null]);
});

test("repairSession() ends each of two steps of one name, and none that was superseded", () => {
  using place = new OpenPlace([
    started("lint", 7),
    started("lint", 8),
    started("unit", 9),
    started("unit", 9),
    completed("unit", 9),
  ]);
  assert.deepEqual(mend(place)?.failed_steps, ["lint", "lint"]);
  assert.deepEqual(wholeEvents(place.log).slice(6).map(withoutHead), [
    death("lint", 1, 7),
    death("lint", 1, 8),
  ]);
});

test("repairSession() mends an open session that is damaged, and does not end it", () => {
  using place = new OpenPlace([started("lint", 7), { line: "lost" }, { line: "kept" }]);
  const text = fs.readFileSync(place.log, "utf8");
  fs.writeFileSync(place.log, `${text.replace(/.*lost.*\n/, "\0\n")}{"seq":5`);
  const { goes_on, set_aside, renumbered_events, failed_steps, original } = mend(place) ?? {};
  assert.deepEqual(
    [goes_on, set_aside?.map(({ file }) => file), renumbered_events, failed_steps],
    [true, [".bad", ".torn"], 1, ["lint"]],
  );
  assert.equal(original, place.log.replace(/\.jsonl$/, ".original"));
  assert.deepEqual(wholeEvents(place.log).map(({ type }) => type), [
    "zig_session_started",
    "step_started",
    "step_output",
    "step_failed",
  ]);
});

test("repairSession() ends an open session that has expired, at its last sign of life", () => {
  using place = new OpenPlace([started("lint", 7), started("unit", 8)], DAY + 5000);
  const { goes_on, failed_steps, added_end } = mend(place) ?? {};
  const events = wholeEvents(place.log), last = events[2];
  assert.deepEqual([goes_on, failed_steps, added_end], [
    false,
    ["lint", "unit"],
    { ts: last?.ts, status: "failure" },
  ]);
  assert.deepEqual(events.slice(3).map(withoutHead), [
    death("lint", 1, 7),
    death("unit", 1, 8),
    { type: "zig_session_ended", status: "failure", duration_ms: 2 },
  ]);
  const [entry] = loadProjectIndex(place.paths.index).sessions;
  assert.deepEqual([entry?.status, entry?.ended_at], ["failure", last?.ts]);
});

test("repairSession() refuses an open session that a process records, dead steps or not", () => {
  using place = new OpenPlace([started("lint", 7), started("unit", 8)]);
  place.hold(8);
  const before = fs.readFileSync(place.log, "utf8");
  const [repair] = repairSession(place.place, true, place.home).sessions;
  assert.deepEqual([repair?.outcome, repair?.live], ["left_alone", true]);
  assert.equal(fs.readFileSync(place.log, "utf8"), before);
});

test("repairSession() gives an open session that indexes have lost its entries, without an end", () => {
  using place = new OpenPlace([]);
  for (const path of [place.paths.index, place.globalIndex]) {
    fs.writeFileSync(path, `{"sessions":[]}`);
  }
  mend(place);
  const [entry] = loadProjectIndex(place.paths.index).sessions;
  assert.deepEqual([entry?.workflow_name, entry?.status], ["release", null]);
});

test("repairSession() takes an index's word that an open session has ended", () => {
  using place = new OpenPlace([started("lint", 7)]);
  place.stampIndexes("success");
  assert.equal(mend(place)?.added_end?.status, "success");
});

test("repairSession() of an attempt that cannot be counted on writes an event that can be read", () => {
  const [start = "", step = "", failure = ""] = linesOf([
    OPEN_START,
    started("lint", 7),
    failed("lint", 7, { retrying: true, attempt: 0 }),
  ]);
  using place = new OpenPlace([]);
  const far = failure.replace(`"attempt":0`, `"attempt":18446744073709551615`);
  fs.writeFileSync(place.log, `${start}\n${step}\n${far}\n`);
  assert.deepEqual(mend(place)?.failed_steps, ["lint"]);
});

test("repairSession() ends an open session that has lost the start which says so", () => {
  using place = new OpenPlace([started("lint", 7)]);
  const text = fs.readFileSync(place.log, "utf8");
  fs.writeFileSync(place.log, text.replace(SESSION_ID, SESSION_ID.replace("TEST", "NONE")));
  const { goes_on, added_start, added_end } = mend(place) ?? {};
  assert.deepEqual([goes_on, added_start, added_end?.status], [false, true, "failure"]);
});
