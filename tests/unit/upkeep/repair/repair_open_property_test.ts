import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { repairSession } from "../../../../src/upkeep/repair/repair_sessions.ts";
import { verifySession } from "../../../../src/upkeep/verify/verify_sessions.ts";
import { anyDamage, applyDamage } from "../../support/damage.ts";
import { wholeEvents } from "../../support/log_lines.ts";
import {
  completed,
  failed,
  type Fields,
  linesOf,
  OPEN_START,
  OpenPlace,
  started,
} from "../../support/open_place.ts";

const name = fc.constantFrom("lint", "unit");
const recorder = fc.constantFrom(7, 8, undefined);
const anyStepEvent: fc.Arbitrary<Fields> = fc.oneof(
  fc.tuple(name, recorder).map(([name, recorder]) => started(name, recorder)),
  fc.tuple(name, recorder).map(([name, recorder]) => completed(name, recorder)),
  fc.tuple(name, recorder, fc.boolean(), fc.integer({ min: 1, max: 3 })).map(
    ([name, recorder, retrying, attempt]) => failed(name, recorder, { retrying, attempt }),
  ),
  name.map((step_name) => ({ step_name })),
);

test("repairSession() of an open session leaves no step that is dead, and once is enough", () => {
  fc.assert(
    fc.property(
      fc.array(anyStepEvent, { maxLength: 10 }),
      fc.oneof(fc.constant([]), anyDamage),
      (events, damage) => {
        const lines = linesOf([OPEN_START, ...events]).map((line) => `${line}\n`);
        using place = new OpenPlace([]);
        fs.writeFileSync(place.log, applyDamage(lines, damage).bytes);
        const [repair] = repairSession(place.place, true, place.home).sessions;
        if (repair?.outcome === "left_alone") return;
        const [verdict] = verifySession(place.place, place.home).sessions;
        assert.deepEqual(verdict?.findings, []);
        if (damage.length === 0) assert.equal(verdict?.state, "idle");
        const seqs = wholeEvents(place.log).map(({ seq }) => seq);
        assert.deepEqual(seqs, seqs.map((_, index) => index + 1));
        const after = place.snapshot();
        assert.equal(repairSession(place.place, true, place.home).sessions[0]?.outcome, "in_order");
        assert.deepEqual(place.snapshot(), after);
      },
    ),
    { numRuns: 100 },
  );
});
