import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { MAX_LINE_BYTES } from "../../../../src/storage/lines/line.ts";
import { LineReader } from "../../../../src/storage/lines/line_reader.ts";
import { readLinesBackwards } from "../../../../src/storage/lines/lines_backwards.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const first = "first\n", last = "last\n";

test("LineReader and readLinesBackwards() hold a line at the limit, and skip a longer one", () => {
  using folder = new TemporaryFolder();
  for (const length of [MAX_LINE_BYTES, MAX_LINE_BYTES + 1, 3 * MAX_LINE_BYTES]) {
    const path = folder.file("lines", `${first}${"x".repeat(length)}\n${last}`);
    const held = length > MAX_LINE_BYTES ? 0 : length;
    const expected = [
      [0, 5, 5],
      [first.length, length, held],
      [first.length + length + 1, 4, 4],
    ];
    using reader = new LineReader(path);
    const read = [...reader.read()].map((line) => [line.offset, line.length, line.text.length]);
    assert.deepEqual(read, expected);
    assert.deepEqual(backwards(path), expected.toReversed());
  }
});

test("LineReader.read() skips a line too long to hold that comes in parts, and reads on behind it", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("lines", first);
  using reader = new LineReader(path);
  assert.equal([...reader.read()].length, 1);
  const part = Buffer.alloc(MAX_LINE_BYTES / 2 + 1, "x");
  for (let parts = 1; parts <= 4; parts++) {
    fs.appendFileSync(path, part);
    assert.deepEqual([...reader.read()], []);
    assert.equal(reader.torn?.offset, first.length);
    assert.equal(reader.torn?.length, parts * part.length);
  }
  fs.appendFileSync(path, `\n${last}`);
  const read = [...reader.read()].map(({ offset, length, text }) => [offset, length, text]);
  const end = first.length + 4 * part.length + 1;
  assert.deepEqual(read, [[first.length, 4 * part.length, ""], [end, 4, "last"]]);
});

test("LineReader.read() goes on with the fresh line once a torn tail too long to hold was mended", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("lines", first);
  fs.appendFileSync(path, Buffer.alloc(MAX_LINE_BYTES + 1));
  using reader = new LineReader(path);
  assert.equal([...reader.read()].length, 1);
  fs.truncateSync(path, first.length);
  fs.appendFileSync(path, last);
  assert.deepEqual([...reader.read()].map(({ offset, text }) => [offset, text]), [[6, "last"]]);
});

test("readLinesBackwards() takes linear time for a line of many blocks", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("lines", first);
  // A hole: as long as it is, it takes no room.
  fs.truncateSync(path, 1 << 28);
  fs.appendFileSync(path, `\n${last}`);
  assert.deepEqual(backwards(path), [
    [(1 << 28) + 1, 4, 4],
    [first.length, (1 << 28) - first.length, 0],
    [0, 5, 5],
  ]);
});

function backwards(path: string): number[][] {
  const descriptor = fs.openSync(path, "r");
  try {
    return [...readLinesBackwards(descriptor, fs.fstatSync(descriptor).size)]
      .map(({ offset, length, text }) => [offset, length, text.length]);
  } finally {
    fs.closeSync(descriptor);
  }
}
