import assert from "node:assert/strict";
import { test } from "node:test";
import { agoText, fullTimeText, shortTimeText } from "../../../../src/view/format/time_text.ts";

const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
// Local time, so that the tests hold in every zone.
const NOW = new Date(2026, 10, 22, 16, 5, 9).getTime();

function before(ageMs: number): string {
  return new Date(NOW - ageMs).toISOString();
}

test("agoText() rounds down to one unit, up to a day", () => {
  const texts: [number, string][] = [
    [0, "0s ago"],
    [MINUTE - 1, "59s ago"],
    [MINUTE, "1m ago"],
    [HOUR - 1, "59m ago"],
    [DAY - 1, "23h ago"],
  ];
  for (const [ageMs, text] of texts) assert.equal(agoText(before(ageMs), NOW), text);
});

test("agoText() is empty for older, future and unreadable moments", () => {
  for (const ts of [before(DAY), before(-SECOND), "yesterday", ""]) {
    assert.equal(agoText(ts, NOW), "");
  }
});

test("shortTimeText() says when, in at most 12 columns", () => {
  assert.equal(shortTimeText(before(3 * MINUTE), NOW), "3m ago");
  assert.equal(shortTimeText(before(2 * DAY), NOW), "Nov 20 16:05");
  assert.equal(shortTimeText(new Date(2025, 11, 31, 8).toISOString(), NOW), "2025-12-31");
  assert.equal(shortTimeText(before(-MINUTE), NOW), "Nov 22 16:06");
  assert.equal(shortTimeText("yesterday", NOW), "?");
});

test("fullTimeText() says the second, and how long ago that was", () => {
  assert.equal(fullTimeText(before(4 * SECOND), NOW), "2026-11-22 16:05:05 (4s ago)");
  assert.equal(fullTimeText(before(DAY), NOW), "2026-11-21 16:05:09");
  assert.equal(fullTimeText("yesterday", NOW), "?");
});
