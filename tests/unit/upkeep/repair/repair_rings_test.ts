import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { repairSession } from "../../../../src/upkeep/repair/repair_sessions.ts";
import { timestamp } from "../../../../src/session/writing/timestamp.ts";
import { verifyAll, verifySession } from "../../../../src/upkeep/verify/verify_sessions.ts";
import { endSession } from "../../../../src/session/workflow/workflow_events.ts";
import { DamagedPlace, LINES, logOf } from "../../support/damaged_place.ts";
import { wholeEvents, withoutHead } from "../../support/log_lines.ts";
import { completed, OpenPlace, started } from "../../support/open_place.ts";
import { saveRing } from "../../support/saved_ring.ts";
import { SharedSession } from "../../support/shared_session.ts";

const GAP = { lines: 40, bytes: 4000 };
const LONG_AGO = "2020-01-02T10:00:00.000000+00:00";

const output = (step_name: string, line: string) => ({
  type: "step_output",
  step_name,
  stream: "stderr",
  line,
});

test("repairSession() logs what dead recorders had saved, each before the failure of its step", () => {
  using place = new OpenPlace([started("lint", 7), started("unit", 8)]);
  for (const recorder of [7, 8]) place.leave(recorder);
  const now = timestamp();
  const rings = [
    saveRing(place.log, { step: "lint", recorder: 7, lines: ["a", "b"], before: GAP, ts: now }),
    saveRing(place.log, { step: "unit", recorder: 8, lines: ["c"], before: GAP, ts: LONG_AGO }),
  ];
  const before = fs.readFileSync(place.log, "utf8");
  const [planned] = repairSession(place.place, false, place.home).sessions;
  assert.equal(fs.readFileSync(place.log, "utf8"), before);
  assert.ok(rings.every((path) => fs.existsSync(path)));
  const [done] = repairSession(place.place, true, place.home).sessions;
  assert.deepEqual([planned?.added_lines, done?.added_lines], [3, 3]);
  assert.deepEqual(done?.failed_steps, ["lint", "unit"]);
  const events = wholeEvents(place.log).slice(3);
  const omitted = { omitted_lines: 40, omitted_bytes: 4000 };
  const death = (step_name: string, recorder: number) => ({
    type: "step_failed",
    step_name,
    exit_code: null,
    attempt: 1,
    error: "recorder died",
    recorder,
  });
  assert.deepEqual(events.map(withoutHead), [
    output("lint", "a"),
    output("lint", "b"),
    { ...death("lint", 7), ...omitted, omitted_before: 4 },
    output("unit", "c"),
    { ...death("unit", 8), ...omitted, omitted_before: 7 },
  ]);
  // Their own time, unless what stands before them is later.
  assert.deepEqual(new Set(events.map(({ ts }) => ts)), new Set([now]));
  assert.ok(rings.every((path) => !fs.existsSync(path)));
  assert.deepEqual(verifySession(place.place, place.home).sessions[0]?.findings, []);
  assert.equal(verifySession(place.place, place.home).sessions[0]?.omitted_notes, 0);
});

test("repairSession() of a dead session says in its end how much is missing, also when it rewrites the log", () => {
  for (const damage of ["", "no event\n"]) {
    using place = new DamagedPlace(
      logOf(...LINES.slice(0, 1), LINES[1]?.replace("}", `,"recorder":7}`) ?? "") + damage,
      null,
    );
    fs.writeFileSync(place.log.replace(/jsonl$/, "7.live"), "");
    const ring = { step: "build", recorder: 7, lines: ["a"], before: GAP, ts: timestamp() };
    const path = saveRing(place.log, ring);
    repairSession(place.place, true, place.home);
    const [line, failure, end] = wholeEvents(place.log).slice(2).map(withoutHead);
    assert.deepEqual(line, output("build", "a"));
    assert.deepEqual([failure?.["omitted_lines"], failure?.["omitted_before"]], [40, 3]);
    assert.deepEqual([end?.["status"], end?.["omitted_lines"]], ["failure", 40]);
    assert.equal(end?.["omitted_bytes"], 4000);
    assert.ok(!fs.existsSync(path));
    assert.deepEqual(verifySession(place.place, place.home).sessions[0]?.findings, []);
  }
});

test("endSession() logs what dead recorders had saved, and leaves alone what is of those that live", () => {
  using session = new SharedSession();
  const alive = session.step("unit"), dead = session.deadStep("lint");
  const ring = { lines: ["a"], before: GAP, ts: timestamp() };
  const gone = saveRing(session.log, { ...ring, step: "lint", recorder: dead.recorder });
  const kept = saveRing(session.log, { ...ring, step: "unit", recorder: alive.recorder });
  const before = session.events.length;
  endSession(session.join(), { status: undefined, force: true });
  const added = session.events.slice(before), kinds = session.kinds.slice(before);
  assert.deepEqual(kinds.map(({ type }) => type), [
    "step_failed",
    "step_output",
    "step_failed",
    "zig_session_ended",
  ]);
  assert.deepEqual(
    (kinds as Record<string, unknown>[]).map(({ omitted_lines, omitted_before }) => [
      omitted_lines,
      omitted_before,
    ]),
    [[undefined, undefined], [undefined, undefined], [40, added[1]?.seq], [40, undefined]],
  );
  assert.deepEqual([fs.existsSync(gone), fs.existsSync(kept)], [false, true]);
});

test("verifySession() calls a full log intact, and notes lines that are still to be logged once their recorder is gone", () => {
  for (const isHeld of [true, false]) {
    using place = new OpenPlace([started("lint", 7), {
      ...completed("lint", 7),
      omitted_lines: 5,
    }]);
    if (isHeld) place.hold(7);
    const ring = { step: "lint", recorder: 7, lines: ["a"], before: GAP, ts: timestamp() };
    const path = saveRing(place.log, ring);
    assert.equal(verifySession(place.place, place.home).intact, true);
    const { leftovers } = verifyAll({ home: place.home, global: true });
    assert.deepEqual(leftovers, isHeld ? [] : [{ kind: "stale_ring", path }]);
  }
});
