import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration } from "../../../../src/view/format/duration.ts";

test("formatDuration() uses the two units that matter", () => {
  const texts: Readonly<Record<number, string>> = {
    0: "0ms",
    12: "12ms",
    999: "999ms",
    1000: "1.0s",
    1449: "1.4s",
    59_949: "59.9s",
    60_000: "1m00s",
    123_000: "2m03s",
    3_600_000: "1h00m",
    3_720_000: "1h02m",
    86_400_000: "1d00h",
    273_600_000: "3d04h",
  };
  for (const [ms, text] of Object.entries(texts)) assert.equal(formatDuration(Number(ms)), text);
});

test("formatDuration() never shows 60 of a unit", () => {
  for (const [ms, text] of [[999.6, "1.0s"], [59_960, "1m00s"], [3_599_700, "1h00m"]] as const) {
    assert.equal(formatDuration(ms), text);
  }
});
