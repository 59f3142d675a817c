import assert from "node:assert/strict";
import { test } from "node:test";
import { planRetention } from "../../../../src/upkeep/retention/retention.ts";
import { OpenPlace, started } from "../../support/open_place.ts";

const DAY = 86_400_000;

/** What becomes of a session when all go that may. */
function judge(place: OpenPlace) {
  const { sessions: [session], going } = planRetention(place, { olderThanMs: 0, keep: 0 });
  const { state, live, waiting } = session ?? {};
  return { state, live, waiting, goes: going.length > 0 };
}

test("planRetention() leaves an open session that waits, with dead steps or without", () => {
  for (const steps of [[], [started("lint", 7)]]) {
    using place = new OpenPlace(steps);
    if (steps.length > 0) place.leave(7);
    assert.deepEqual(judge(place), { state: "idle", live: true, waiting: true, goes: false });
  }
});

test("planRetention() leaves an open session that a process records", () => {
  using place = new OpenPlace([started("lint", 7)], 2 * DAY);
  place.hold(7);
  assert.deepEqual(judge(place), { state: "idle", live: true, waiting: false, goes: false });
});

test("planRetention() takes an open session that has expired", () => {
  using place = new OpenPlace([], 2 * DAY);
  assert.deepEqual(judge(place), { state: "dead", live: false, waiting: false, goes: true });
});
