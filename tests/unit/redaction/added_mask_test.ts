import assert from "node:assert/strict";
import { test } from "node:test";
import { masked } from "./masked.ts";

const CHUNK = 1 << 16, CHUNKS = 32;

test("a line that has the words of a mask over and over takes linear time", () => {
  // The square of its anchors would be 30,000,000,000 bytes.
  const line = "::add-mask::".repeat(CHUNK);
  const chunks = Array.from({ length: 12 }, (_, at) => line.slice(at * CHUNK, (at + 1) * CHUNK));
  assert.equal(masked([...chunks, "\n", "plain\n"]).split("\n").at(-2), "plain");
});

test("each of many lines may ask for a mask, and has it from then on", () => {
  const lines = Array.from({ length: CHUNKS }, (_, at) => `::add-mask::secret-value-${at}`);
  const asked = masked(`${lines.join("\n")}\nsecret-value-0 secret-value-31\n`);
  assert.equal(asked.split("\n").at(-2), "*** ***");
});
