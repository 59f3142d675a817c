import assert from "node:assert/strict";
import { test } from "node:test";
import { regexFault } from "../../../../src/options/search/regex_fault.ts";

test("regexFault() says what is wrong, and at which character", () => {
  const cases: [string, number, RegExp][] = [
    ["a(b", 2, /"\(" has no "\)"/],
    ["ab)", 3, /"\)" has no "\("/],
    ["a[b", 2, /"\[" has no "\]"/],
    ["[a]]+[", 6, /"\["/],
    ["*a", 1, /"\*" has nothing/],
    ["a**", 3, /"\*" has nothing/],
    ["(?:+)", 4, /"\+" has nothing/],
    ["a|{2,}", 3, /"\{2,\}" has nothing/],
    ["a\\", 2, /escapes nothing/],
  ];
  for (const [pattern, at, fault] of cases) {
    assert.throws(() => new RegExp(pattern, "u"), SyntaxError, pattern);
    const found = regexFault(pattern);
    assert.equal(found?.at, at, pattern);
    assert.match(found?.fault ?? "", fault);
  }
});

test("regexFault() finds nothing in what is sound", () => {
  for (
    const sound of [
      "",
      "a(b|c)*d",
      "[(]",
      "\\(",
      "(?<name>x)+?",
      "(?=a)b",
      "^a$|^b",
      "[^\\]]{2,3}?",
      "a{2}",
    ]
  ) {
    assert.doesNotThrow(() => new RegExp(sound, "u"));
    assert.equal(regexFault(sound), undefined, sound);
  }
});
