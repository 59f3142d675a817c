import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson } from "../../../../../src/session/reading/decoding/parse_json.ts";

const DEEPEST = 127, LEVELS = 5_000_000;

/** So many levels of a kind, with room before them so that the text is long enough to be looked at. */
const NESTINGS: readonly ((levels: number) => string)[] = [
  (levels) => " ".repeat(5000) + "[".repeat(levels) + "]".repeat(levels),
  (levels) => " ".repeat(5000) + '{"a":'.repeat(levels) + "1" + "}".repeat(levels),
  (levels) => " ".repeat(5000) + '{"a" : \n'.repeat(levels) + "1" + "}".repeat(levels),
  (levels) => {
    const pairs = Math.floor(levels / 2), odd = levels % 2 === 1;
    return " ".repeat(5000) + '[1,{"a":'.repeat(pairs) + (odd ? "[]" : "1") + "}]".repeat(pairs);
  },
];

test("parseJson() reads what is as deep as zig-core reads it, and refuses one level more", () => {
  for (const nesting of NESTINGS) {
    assert.deepEqual(parseJson(nesting(DEEPEST)), JSON.parse(nesting(DEEPEST)));
    assert.throws(() => parseJson(nesting(DEEPEST + 1)), { message: "JSON too deep to read" });
  }
});

test("parseJson() refuses millions of levels, also where they have no end", () => {
  for (const open of ["[", '{"a":', '[{"a":']) {
    assert.throws(() => parseJson(open.repeat(LEVELS)), { message: "JSON too deep to read" });
  }
});

test("parseJson() takes brackets in strings for what they are, and lists of any length", () => {
  const values = [
    { text: '[{"\\"'.repeat(LEVELS / 100) },
    Array.from({ length: 10_000 }, (_, index) => ({ index, list: [index] })),
    "x".repeat(5000),
  ];
  for (const value of values) assert.deepEqual(parseJson(JSON.stringify(value)), value);
  assert.throws(() => parseJson(`${" ".repeat(5000)}{`), SyntaxError);
});

test("parseJson() gives objects that are as they were written, whatever their names", () => {
  const text = '{"__proto__":{"status":"owned"},"constructor":{"prototype":{"status":"owned"}}}';
  const value = parseJson(text) as Record<string, unknown>;
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal(value["status"], undefined);
  assert.equal(({} as Record<string, unknown>)["status"], undefined);
});
