import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { laterTimestamp, timestamp } from "../../../../src/session/writing/timestamp.ts";

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

test("timestamp() has six digits and the offset that zig-core writes", () => {
  assert.equal(timestamp(0), "1970-01-01T00:00:00.000000+00:00");
  assert.equal(timestamp(1_772_600_767_123.5), "2026-03-04T05:06:07.123500+00:00");
  assert.equal(timestamp(1_772_600_767_999.9995), "2026-03-04T05:06:07.999999+00:00");
});

test("timestamp() of any moment has one form, which orders as the moments do", () => {
  const moment = fc.double({ min: 0, max: 4e12, noNaN: true });
  fc.assert(fc.property(moment, moment, (a, b) => {
    const [first, second] = [timestamp(Math.min(a, b)), timestamp(Math.max(a, b))];
    assert.match(first, FORM);
    assert.ok(first <= second);
    assert.ok(Math.abs(Date.parse(first) - Math.min(a, b)) <= 1);
  }));
});

test("timestamp() now is between two looks at the wall clock, give or take its tie to the other one", () => {
  const before = Date.now() - 5;
  const now = Date.parse(timestamp());
  assert.ok(before <= now && now <= Date.now() + 5);
  assert.match(timestamp(), FORM);
});

test("laterTimestamp() compares whatever number of digits zig-core has written", () => {
  const ordered = [
    "2026-03-04T05:06:07+00:00",
    "2026-03-04T05:06:07.001+00:00",
    "2026-03-04T05:06:07.001001+00:00",
    "2026-03-04T05:06:07.001001001+00:00",
    "2026-03-04T05:06:08+00:00",
  ];
  for (const [index, earlier] of ordered.entries()) {
    for (const later of ordered.slice(index)) {
      assert.equal(laterTimestamp(earlier, later), later);
      assert.equal(laterTimestamp(later, earlier), later);
    }
  }
  assert.equal(laterTimestamp("", "2026-03-04T05:06:07+00:00"), "2026-03-04T05:06:07+00:00");
});
