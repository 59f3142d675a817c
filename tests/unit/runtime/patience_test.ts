import assert from "node:assert/strict";
import { test } from "node:test";
import { Patience } from "../../../src/runtime/patience.ts";

/** How often it asks for the progress until it gives up. */
function timesAsked(progress: (asked: number) => number): number {
  let asked = 0;
  const patience = new Patience(() => progress(asked++), 20);
  while (patience.wait());
  return asked;
}

test("Patience gives up where nothing moves, and not while others get on", () => {
  // Once at the beginning, and then each time that it may be over.
  assert.equal(timesAsked(() => 7), 2);
  assert.equal(timesAsked((asked) => Math.min(asked, 3)), 5);
});

test("Patience waits as long as it says", () => {
  const startedMs = performance.now();
  const patience = new Patience(() => 0, 50);
  while (patience.wait());
  assert.ok(performance.now() - startedMs >= 50);
});
