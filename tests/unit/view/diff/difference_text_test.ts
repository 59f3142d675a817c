import assert from "node:assert/strict";
import { test } from "node:test";
import { diffSessions } from "../../../../src/inspect/diff/diff_sessions.ts";
import { listSessions } from "../../../../src/session/mod.ts";
import { differenceLines } from "../../../../src/view/diff/difference_text.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { type RunSpec, storeRuns } from "../../support/stored_runs.ts";

/** What is told of the steps: the lines behind the table. */
function told(before: RunSpec, after: RunSpec, lineLimit = 40): string[] {
  using place = new SessionPlace();
  storeRuns(place, [before, after]);
  const [later, earlier] = listSessions({ home: place.home, project: place.project });
  if (!earlier || !later) throw new Error("not stored");
  const nowMs = Date.now();
  const difference = diffSessions(earlier, later, { lineLimit, nowMs });
  return differenceLines(difference, { columns: 80, nowMs, paint: (_, text) => text }).slice(4);
}

test("differenceLines() marks where both runs have something in between", () => {
  assert.deepEqual(
    told(
      { steps: [{ name: "a", output: ["x", "one", "y", "z"] }] },
      { steps: [{ name: "a", output: ["x", "two", "y", "z", "three"] }] },
    ),
    ["✓ a", "  - one", "  + two", "  ⋮", "  + three"],
  );
});

test("differenceLines() says how often a line comes", () => {
  const wait = (times: number) => Array.from({ length: times }, () => "waiting");
  assert.deepEqual(
    told(
      { steps: [{ name: "a", output: wait(1) }] },
      { steps: [{ name: "a", output: [...wait(40), "new", "new"] }] },
    ),
    ["✓ a", "  ~ waiting  (40 times, was 1)", "  + new  (2 times)"],
  );
});

test("differenceLines() tells retries and skips, and counts steps of the same name", () => {
  assert.deepEqual(
    told(
      { steps: [{ name: "a" }, { name: "a" }, { name: "b" }] },
      { steps: [{ name: "a" }, { name: "a", failures: 2 }, { name: "b", skipped: "off" }] },
    ),
    [
      "✓ a (number 2 of this name): 3 attempts, was 1",
      "",
      "- b: skipped, was completed",
      "  + skipped: off",
      "",
      "1 step did the same as before.",
    ],
  );
});

test("differenceLines() tells times that matter even where nothing else differs", () => {
  assert.deepEqual(
    told(
      { steps: [{ name: "a", output: [4000] }, { name: "b" }] },
      { steps: [{ name: "a", output: [1000] }, { name: "b" }] },
    ),
    [
      "It took 1.0s, was 4.0s (0.25×)",
      "",
      "✓ a: took 1.0s, was 4.0s (0.25×)",
      "",
      "Nothing differs but times.",
      "",
      "1 step did the same as before.",
    ],
  );
});
