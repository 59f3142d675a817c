import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { MAX_LINE_BYTES } from "../../../../src/storage/lines/line.ts";
import { readLinesBetween } from "../../../../src/storage/lines/lines_between.ts";
import { StorageError } from "../../../../src/storage/errors.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

function read(path: string, range?: { start: number; end: number }) {
  const lines: [string, number, number][] = [], torn: string[] = [];
  for (
    const { text, offset, length } of readLinesBetween(path, range, ({ text }) => torn.push(text))
  ) {
    lines.push([text, offset, length]);
  }
  return { lines, torn };
}

test("readLinesBetween() gives lines with their places, and what is torn", () => {
  using folder = new TemporaryFolder();
  assert.deepEqual(read(folder.file("a", "one\n\né\nto")), {
    lines: [["one", 0, 3], ["", 4, 0], ["é", 5, 2]],
    torn: ["to"],
  });
  assert.deepEqual(read(folder.file("b", "")), { lines: [], torn: [] });
});

test("readLinesBetween() gives what lies in a range, also beyond the end of the file", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a", "one\ntwo\nthree\n");
  assert.deepEqual(read(path, { start: 4, end: 8 }).lines, [["two", 4, 3]]);
  assert.deepEqual(read(path, { start: 8, end: 1e9 }).lines, [["three", 8, 5]]);
  assert.deepEqual(read(path, { start: 4, end: 6 }), { lines: [], torn: ["tw"] });
  assert.deepEqual(read(path, { start: 99, end: 999 }), { lines: [], torn: [] });
});

test("readLinesBetween() joins lines that lie across its blocks, and does not hold a line that is too long", () => {
  using folder = new TemporaryFolder();
  const path = folder.at("a"), lengths = [3 << 20, 5, MAX_LINE_BYTES + 1, 7, (1 << 20) - 1, 0, 9];
  for (const length of lengths) fs.appendFileSync(path, `${"x".repeat(length)}\n`);
  const { lines } = read(path);
  assert.deepEqual(lines.map(([, , length]) => length), lengths);
  assert.deepEqual(
    lines.map(([text]) => text.length),
    lengths.map((length) => length > MAX_LINE_BYTES ? 0 : length),
  );
});

test("readLinesBetween() of no file throws StorageError", () => {
  using folder = new TemporaryFolder();
  assert.throws(() => read(folder.at("none")), StorageError);
  assert.throws(() => read(folder.path), StorageError);
});
