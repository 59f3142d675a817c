import assert from "node:assert/strict";
import { test } from "node:test";
import { LogSearch } from "../../../../../src/inspect/search/search_log.ts";
import {
  requiredPart,
  requiredText,
} from "../../../../../src/inspect/search/matching/required_text.ts";

import { eventLine } from "../../../support/event_lines.ts";
import { TemporaryFolder } from "../../../support/temporary_folder.ts";

const CASES: readonly (readonly [pattern: string, required: string | undefined])[] = [
  ["took \\d{4,} ?ms", "took "],
  ["undefined reference to .main", "undefined reference to "],
  ["abcd?", "abc"],
  ["abcd{0}e", "abc"],
  ["abcd+e", "abcd"],
  ["[abc]def", "def"],
  ["[^]]def", undefined],
  ["ab", undefined],
  ["error|warning", undefined],
  ["(error)", undefined],
  ["\\x65rror", undefined],
  ["\\berror\\b", "error"],
  ["path\\/to", "path"],
];

test("requiredText() is what every match holds, or nothing where that is not plain", () => {
  for (const [pattern, required] of CASES) assert.equal(requiredText(pattern), required, pattern);
});

test("requiredText() and requiredPart() go without the letters that fold beyond ASCII", () => {
  assert.equal(requiredText("Risk it \\d+", true), " it ");
  assert.equal(requiredText("sky\\d", true), undefined);
  assert.equal(requiredPart("Größe des Korbs"), "e de");
  assert.equal(requiredPart("größe"), undefined);
});

test("LogSearch folds the case of an expression as RegExp does, beyond ASCII", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("log.jsonl", `${eventLine({ line: "Paſs the \u212aettle" })}\n`);
  const found = (pattern: string, regex: boolean) => {
    const query = { pattern, regex, ignoreCase: true, raw: false, filter: {} };
    return [...new LogSearch(query).search(path)].flat().length;
  };
  for (const pattern of ["pass", "pass the k", "THE kett", "[p]ASS"]) {
    assert.equal(found(pattern, true), 1, pattern);
  }
  assert.equal(found("paſS the Kettle", false), 1);
  assert.equal(found("pass", false), 0);
});
