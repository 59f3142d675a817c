import assert from "node:assert/strict";
import { test } from "node:test";
import { rateText } from "../../../../src/view/format/rate_text.ts";
import { sparkline } from "../../../../src/view/terminal/sparkline.ts";

test("sparkline() gives each value its share of the highest", () => {
  assert.equal(sparkline([1, 2, 3, 4, 5, 6, 7, 8]), "▁▂▃▄▅▆▇█");
  assert.equal(sparkline([5, 5]), "██");
  assert.equal(sparkline([0, 1000, null, 1]), "▁█·▁");
  assert.equal(sparkline([0, 0]), "▁▁");
  assert.equal(sparkline([null]), "·");
  assert.equal(sparkline([]), "");
});

test("rateText() rounds nothing to all or none", () => {
  const texts = [0, 0.0001, 0.004, 0.005, 0.5, 0.996, 0.9999, 1, null].map(rateText);
  assert.deepEqual(texts, ["0%", "<1%", "<1%", "1%", "50%", ">99%", ">99%", "100%", "-"]);
});
