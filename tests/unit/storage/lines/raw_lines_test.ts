import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { readRawLines } from "../../../../src/storage/lines/raw_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const BLOCK_BYTES = 1 << 20;

function lines(content: string, maxLineBytes = Infinity) {
  using folder = new TemporaryFolder();
  const descriptor = fs.openSync(folder.file("log", content), "r");
  try {
    const found = [];
    // One by one: a line's content is valid until the next.
    for (const line of readRawLines(descriptor, content.length, maxLineBytes)) {
      found.push({ ...line, content: line.content?.toString("latin1").slice(0, 3) });
    }
    return found;
  } finally {
    fs.closeSync(descriptor);
  }
}

test("readRawLines() tells where lines stand, and which has no newline", () => {
  assert.deepEqual(lines("a\n\nbc"), [
    { offset: 0, bytes: 2, content: "a", whole: true },
    { offset: 2, bytes: 1, content: "", whole: true },
    { offset: 3, bytes: 2, content: "bc", whole: false },
  ]);
  assert.deepEqual(lines(""), []);
});

test("readRawLines() joins a line over blocks, and holds none that is too long", () => {
  const long = "x".repeat(2 * BLOCK_BYTES + 5);
  const expected = (content: string | undefined) => [
    { offset: 0, bytes: 2, content: "a", whole: true },
    { offset: 2, bytes: long.length + 1, content, whole: true },
    { offset: long.length + 3, bytes: 1, content: "b", whole: false },
  ];
  assert.deepEqual(lines(`a\n${long}\nb`), expected("xxx"));
  assert.deepEqual(lines(`a\n${long}\nb`, BLOCK_BYTES), expected(undefined));
});
