import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestWord } from "../../../src/config/nearest_word.ts";

const KNOWN = ["redact", "heartbeat", "maxLine", "maxLog", "color", "names"];

for (
  const [word, meant] of [
    ["redacts", "redact"],
    ["Heart-Beat", "heartbeat"],
    ["hearbeet", "heartbeat"],
    ["max_line", "maxLine"],
    ["maxlogs", "maxLog"],
    ["colour", "color"],
    ["name", "names"],
    ["patterns", undefined],
    ["xy", undefined],
    ["", undefined],
    ["heartbeat".repeat(8000), undefined],
  ] as const
) {
  test(`nearestWord() of "${word.slice(0, 20)}" is ${meant}`, () => {
    assert.equal(nearestWord(word, KNOWN), meant);
  });
}
