import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { AppendLog } from "../../../../src/storage/append_log.ts";
import { StorageError } from "../../../../src/storage/errors.ts";
import { LineReader } from "../../../../src/storage/lines/line_reader.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const BLOCK_BYTES = 1 << 20;

/** What of a line says all that there is to it. */
interface Read {
  readonly text: string;
  readonly offset: number;
}

function read(reader: LineReader): Read[] {
  return [...reader.read()].map(({ text, offset }) => ({ text, offset }));
}

function torn(reader: LineReader): Read | undefined {
  return reader.torn && { text: reader.torn.text, offset: reader.torn.offset };
}

test("LineReader.read() gives whole lines and where they stand", () => {
  using folder = new TemporaryFolder();
  using reader = new LineReader(folder.file("lines", "é\n\n\u{1f600}x\nrest"));
  assert.deepEqual(read(reader), [
    { text: "é", offset: 0 },
    { text: "", offset: 3 },
    { text: "\u{1f600}x", offset: 4 },
  ]);
  assert.deepEqual(torn(reader), { text: "rest", offset: 10 });
});

test("LineReader.read() goes on where the last whole line ended", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("lines", "one\ntw");
  using reader = new LineReader(path);
  const grow = (text: string) => {
    fs.appendFileSync(path, text);
    return read(reader);
  };
  assert.deepEqual(grow(""), [{ text: "one", offset: 0 }]);
  assert.deepEqual(grow(""), []);
  assert.deepEqual(grow("o"), []);
  assert.deepEqual(torn(reader), { text: "two", offset: 4 });
  assert.deepEqual(grow("\nthree\n"), [{ text: "two", offset: 4 }, { text: "three", offset: 8 }]);
  assert.equal(torn(reader), undefined);
  assert.deepEqual(grow("\n"), [{ text: "", offset: 14 }]);
});

test("LineReader.read() puts a character together that came in two parts", () => {
  using folder = new TemporaryFolder();
  const bytes = new TextEncoder().encode("\u{1f600}\n");
  const path = folder.file("lines", bytes.subarray(0, 2));
  using reader = new LineReader(path);
  assert.deepEqual(read(reader), []);
  fs.appendFileSync(path, bytes.subarray(2));
  assert.deepEqual(read(reader), [{ text: "\u{1f600}", offset: 0 }]);
});

test("LineReader.read() gives invalid UTF-8 as U+FFFD, and a byte order mark as it is", () => {
  using folder = new TemporaryFolder();
  using reader = new LineReader(
    folder.file("lines", new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62, 0x0d, 0x0a])),
  );
  assert.deepEqual(read(reader), [{ text: "\ufeffa\ufffdb\r", offset: 0 }]);
});

test("LineReader.read() gives lines at the edges of a block, and over several blocks", () => {
  using folder = new TemporaryFolder();
  const length = fc.oneof(
    fc.nat(20),
    fc.integer({ min: BLOCK_BYTES - 5, max: BLOCK_BYTES + 5 }),
    fc.constant(2 * BLOCK_BYTES + 1),
  );
  fc.assert(
    fc.property(fc.array(length, { maxLength: 4 }), fc.boolean(), (lengths, isTorn) => {
      const lines = lengths.map((length, index) => String.fromCharCode(97 + index).repeat(length));
      const rest = isTorn ? "torn" : "";
      const text = lines.map((line) => `${line}\n`).join("") + rest;
      using reader = new LineReader(folder.file("lines", text));
      let offset = 0;
      for (const line of reader.read()) {
        assert.equal(line.offset, offset);
        assert.ok(line.text === lines.shift());
        offset += line.text.length + 1;
      }
      assert.equal(lines.length, 0);
      assert.deepEqual(torn(reader), isTorn ? { text: rest, offset } : undefined);
    }),
    { numRuns: 40 },
  );
});

test("LineReader.read() goes on with the fresh line once a torn tail that it has seen was mended", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", "whole\nthis tail was torn");
  using reader = new LineReader(path);
  assert.deepEqual([...reader.read()].map(({ text }) => text), ["whole"]);
  const log = AppendLog.open(path);
  log.tryAppend(() => "a fresh line that is longer than the tail\n");
  log.tryAppend(() => "next\n");
  log.close();
  assert.deepEqual(read(reader), [
    { text: "a fresh line that is longer than the tail", offset: 6 },
    { text: "next", offset: 48 },
  ]);
});

test("LineReader.read() goes on where a mended tail and the fresh line are of one length", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", "whole\ntorn");
  using reader = new LineReader(path);
  assert.deepEqual([...reader.read()].map(({ text }) => text), ["whole"]);
  const log = AppendLog.open(path);
  log.tryAppend(() => "new\n");
  log.close();
  assert.deepEqual(read(reader), [{ text: "new", offset: 6 }]);
});

test("LineReader of a missing file, and of a folder, throws StorageError", () => {
  using folder = new TemporaryFolder();
  for (const path of [folder.at("none"), folder.path]) {
    assert.throws(() => new LineReader(path), StorageError);
  }
});

test("LineReader begins where it is told to, and leaves out what is to be skipped", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("log", "one\ntwo\nthree\nfour\n");
  using reader = new LineReader(path, "one\n".length);
  const isThree = (block: Buffer, start: number, end: number) =>
    block.toString("utf8", start, end) === "three";
  const found = [...reader.read(isThree)].map(({ text, offset }) => [text, offset]);
  assert.deepEqual(found, [["two", 4], ["four", 14]]);
});

test("LineReader sees when its file is cut, replaced or gone", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("log", "one\ntwo\nto");
  using reader = new LineReader(path);
  assert.equal([...reader.read()].length, 2);
  const seen = () => [reader.isCut, reader.isReplaced];
  assert.deepEqual(seen(), [false, false]);
  // Of a torn line nothing has been given yet.
  fs.truncateSync(path, "one\ntwo\n".length);
  assert.deepEqual(seen(), [false, false]);
  fs.truncateSync(path, "one\n".length);
  assert.deepEqual(seen(), [true, false]);
  fs.rmSync(path);
  assert.deepEqual(seen(), [true, false]);
  folder.file("log", "one\n");
  assert.deepEqual(seen(), [true, true]);
});
