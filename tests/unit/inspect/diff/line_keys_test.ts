import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { lineKeys } from "../../../../src/inspect/diff/line_keys.ts";
import { lineNormalizer } from "../../../../src/inspect/diff/normalize_line.ts";
import { textHash } from "../../../../src/inspect/diff/text_hash.ts";

const SURROUNDINGS = { cwd: "/home/ada/shop2" };

const anyLine = fc.array(fc.oneof(
  fc.nat().map(String),
  fc.constantFrom(
    "exit code ",
    "/home/ada/shop2/",
    "/tmp/x1/",
    "0 failed",
    "v1.2.3",
    "E0308",
    "12:34:56",
    "01M8230FA45KDCS2T1QVD5QSDM",
    "81M8230FA45KDCS2T1QVD5QSDM",
    "0x",
    "1a2b3c4",
    " ",
    "0x1f",
    "ms",
    "2026-11-22T10:00:00Z",
    ":",
    ".",
    "\x1b[31m",
    "\r",
  ),
  fc.string({ maxLength: 6 }),
)).map((parts) => parts.join(""));

test("lineKeys() gives the hash of what lineNormalizer() makes of a line, also the second time", () => {
  const normalize = lineNormalizer(SURROUNDINGS);
  fc.assert(
    fc.property(fc.array(anyLine), (lines) => {
      const keyOf = lineKeys(SURROUNDINGS);
      for (const line of [...lines, ...lines]) {
        const form = normalize(line), key = keyOf(line);
        assert.equal(key, textHash(form), form);
      }
    }),
    { numRuns: 1000 },
  );
});

test("lineKeys() tells digits that count apart, also where another line is its own shape", () => {
  const keyOf = lineKeys(SURROUNDINGS);
  const keys = ["exit code 1", "exit code 2", "exit code 1", "exit code 3"].map(keyOf);
  assert.deepEqual([keys[0] === keys[2], new Set(keys).size], [true, 3]);
});

test("textHash() differs for texts that differ in little", () => {
  const texts = ["", "a", "b", "ab", "ba", "\0", "é", "e", "\ud83d\ude00", "\ude00\ud83d"];
  const many = Array.from({ length: 100_000 }, (_, number) => `line ${number}`);
  const hashes = new Set([...texts, ...many].map(textHash));
  assert.equal(hashes.size, texts.length + many.length);
  assert.ok([...hashes].every((hash) => Number.isSafeInteger(hash) && hash >= 0));
});
