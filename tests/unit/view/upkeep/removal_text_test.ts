import assert from "node:assert/strict";
import { test } from "node:test";
import { liveRefusalText } from "../../../../src/view/upkeep/removal_text.ts";

test("liveRefusalText() says how to get rid of a session that waits, and of no other", () => {
  const waiting = liveRefusalText("01K0TEST", true), recorded = liveRefusalText("01K0TEST", false);
  assert.match(waiting, /^Session "01K0TEST" is open and .*: zig-session end --session 01K0TEST$/);
  assert.match(recorded, /^Session "01K0TEST" is being recorded\. Stop it first/);
});

test("liveRefusalText() of a hostile id cannot move the cursor", () => {
  assert.doesNotMatch(liveRefusalText("01K0\x1b[2J", true), /\x1b/);
});
