import assert from "node:assert/strict";
import { test } from "node:test";
import { masked } from "../masked.ts";

const TIMES = 40_000, LINES = 32;

test("a line that has the words of a mask over and over takes linear time", () => {
  // A look at the line for each of them would be one at 20,000,000,000 bytes, which takes minutes.
  const out = masked(`${"::add-mask::".repeat(TIMES)}\nplain\n`);
  assert.equal(out.split("\n").at(-2), "plain");
});

test("each of many lines may ask for a mask, and has it from then on", () => {
  const lines = Array.from({ length: LINES }, (_, at) => `::add-mask::secret-value-${at}`);
  const asked = masked(`${lines.join("\n")}\nsecret-value-0 secret-value-31\n`);
  assert.equal(asked.split("\n").at(-2), "*** ***");
});
