import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { AppendLog } from "../../../src/storage/append_log.ts";
import { StorageError } from "../../../src/storage/errors.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const BLOCK_BYTES = 1 << 16;

/** Appends to a log with this content as a writer that has just opened it. */
function appendTo(path: string, text: string): string[] {
  const log = AppendLog.open(path);
  let seen: string[] = [];
  try {
    log.tryAppend((tail) => {
      seen = [...tail?.() ?? []].map(({ text }) => text);
      return text;
    });
  } finally {
    log.close();
  }
  return seen;
}

test("AppendLog.tryAppend() moves a torn tail to the .torn file, byte for byte", () => {
  using folder = new TemporaryFolder();
  const torn = new Uint8Array([0x7b, 0xff, 0x00, 0xc3, 0x28, 0x0d]);
  const path = folder.file("a.jsonl", Buffer.concat([Buffer.from("1\n2\n"), torn]));
  assert.deepEqual(appendTo(path, "3\n"), ["2", "1"]);
  assert.equal(fs.readFileSync(path, "utf8"), "1\n2\n3\n");
  assert.deepEqual(new Uint8Array(fs.readFileSync(folder.at("a.torn"))), torn);
  assert.equal(fs.statSync(folder.at("a.torn")).mode & 0o777, 0o600);
});

test("AppendLog.tryAppend() mends a log that is nothing but a torn tail", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", "torn");
  assert.deepEqual(appendTo(path, "1\n"), []);
  assert.equal(fs.readFileSync(path, "utf8"), "1\n");
  assert.equal(fs.readFileSync(folder.at("a.torn"), "utf8"), "torn");
});

test("AppendLog.tryAppend() mends tails of any length around the size of a block", () => {
  for (const length of [1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES + 7]) {
    using folder = new TemporaryFolder();
    const torn = "é".repeat(length).slice(0, length);
    const path = folder.file("a.jsonl", `whole\n${torn}`);
    assert.deepEqual(appendTo(path, "next\n"), ["whole"]);
    assert.equal(fs.readFileSync(path, "utf8"), "whole\nnext\n");
    assert.ok(fs.readFileSync(folder.at("a.torn"), "utf8") === torn);
  }
});

test("AppendLog.tryAppend() mends what another writer has torn since our last append", () => {
  using folder = new TemporaryFolder();
  const log = AppendLog.create(folder.at("a.jsonl"));
  for (const [number, torn] of ["first", "second"].entries()) {
    log.tryAppend(() => `${number}\n`);
    fs.appendFileSync(log.path, torn);
  }
  log.tryAppend(() => "2\n");
  log.close();
  assert.equal(fs.readFileSync(log.path, "utf8"), "0\n1\n2\n");
  assert.equal(fs.readFileSync(folder.at("a.torn"), "utf8"), "firstsecond");
});

test("AppendLog.tryAppend() appends nothing where the torn tail cannot be put away", () => {
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("a.torn"));
  const path = folder.file("a.jsonl", "1\ntorn");
  assert.throws(() => appendTo(path, "2\n"), StorageError);
  assert.equal(fs.readFileSync(path, "utf8"), "1\ntorn");
});

test("AppendLog.tryAppend() makes no .torn file for a log that is whole", () => {
  using folder = new TemporaryFolder();
  appendTo(folder.file("a.jsonl", "1\n"), "2\n");
  appendTo(folder.file("b.jsonl", ""), "1\n");
  assert.deepEqual(fs.readdirSync(folder.path).sort(), ["a.jsonl", "b.jsonl"]);
});
