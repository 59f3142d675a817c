import assert from "node:assert/strict";
import { test } from "node:test";
import { randomBytes } from "../../../src/runtime/random_bytes.ts";

test("randomBytes() gives as many as asked for, others each time", () => {
  assert.equal(randomBytes(16).length, 16);
  const seen = new Set(Array.from({ length: 100 }, () => randomBytes(16).join()));
  assert.equal(seen.size, 100);
});
