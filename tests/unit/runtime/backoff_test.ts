import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../../src/runtime/backoff.ts";

/** How often it asks for the progress until it gives up. */
function timesAsked(progress: (asked: number) => number): number {
  let asked = 0;
  const backoff = new Backoff(() => progress(asked++), 20);
  while (backoff.wait());
  return asked;
}

test("Backoff gives up where nothing moves, and not while others get on", () => {
  // Once at the beginning, and then each time that it may be over.
  assert.equal(timesAsked(() => 7), 2);
  assert.equal(timesAsked((asked) => Math.min(asked, 3)), 5);
});

test("Backoff waits as long as it says", () => {
  const startedMs = performance.now();
  const backoff = new Backoff(() => 0, 50);
  while (backoff.wait());
  assert.ok(performance.now() - startedMs >= 50);
});
