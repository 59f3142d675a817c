import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { tryLock } from "../../../src/runtime/descriptors/file_lock.ts";
import { AppendLog } from "../../../src/storage/append_log.ts";
import { StorageError } from "../../../src/storage/errors.ts";
import { runProgram } from "../support/run_program.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

test("AppendLog.tryAppend() of two instances gives each the other's lines, newest first", () => {
  using folder = new TemporaryFolder();
  const path = folder.at("a.jsonl");
  const first = AppendLog.create(path), second = AppendLog.open(path);
  const tails: (string[] | undefined)[] = [];
  const append = (log: AppendLog, text: string) =>
    assert.ok(log.tryAppend((tail) => {
      tails.push(tail && [...tail()].map(({ text }) => text));
      return text;
    }));
  append(first, "1\n");
  append(first, "2\n");
  append(second, "3\n4\n");
  append(second, "5\n");
  append(first, "6\n");
  assert.deepEqual(tails, [
    undefined,
    undefined,
    ["2", "1"],
    undefined,
    ["5", "4", "3", "2", "1"],
  ]);
  assert.equal(fs.readFileSync(path, "utf8"), "1\n2\n3\n4\n5\n6\n");
  first.close();
  second.close();
});

test("AppendLog.tryAppend() of nothing leaves the file as it is", () => {
  using folder = new TemporaryFolder();
  const log = AppendLog.create(folder.at("a.jsonl"));
  assert.ok(log.tryAppend(() => ""));
  assert.equal(fs.readFileSync(log.path, "utf8"), "");
  log.close();
});

test("AppendLog.tryAppend() while the lock is held elsewhere is false, and composes nothing", () => {
  using folder = new TemporaryFolder();
  const log = AppendLog.create(folder.at("a.jsonl"));
  const holder = fs.openSync(log.path, "r");
  for (const mode of ["exclusive", "shared"] as const) {
    assert.ok(tryLock(holder, mode));
    assert.equal(log.tryAppend(() => assert.fail("composed")), false);
  }
  fs.closeSync(holder);
  assert.ok(log.tryAppend(() => "1\n"));
  log.close();
});

test("AppendLog.tryAppend() whose compose throws lets go of the lock", () => {
  using folder = new TemporaryFolder();
  const log = AppendLog.create(folder.at("a.jsonl"));
  const compose = () => {
    throw new Error("on purpose");
  };
  assert.throws(() => log.tryAppend(compose), /on purpose/);
  const other = AppendLog.open(log.path);
  assert.ok(other.tryAppend(() => "1\n"));
  assert.ok(log.tryAppend(() => "2\n"));
  assert.equal(fs.readFileSync(log.path, "utf8"), "1\n2\n");
  log.close();
  other.close();
});

test("AppendLog.create() of a log that exists, and open() of none, throw StorageError", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", "kept\n");
  assert.throws(() => AppendLog.create(path), StorageError);
  assert.equal(fs.readFileSync(path, "utf8"), "kept\n");
  assert.throws(() => AppendLog.open(folder.at("none.jsonl")), StorageError);
  assert.throws(() => AppendLog.create(folder.at("none", "a.jsonl")), StorageError);
});

test("AppendLog.create() makes a log that only its owner can read", () => {
  using folder = new TemporaryFolder();
  const log = AppendLog.create(folder.at("a.jsonl"));
  assert.equal(fs.statSync(log.path).mode & 0o777, 0o600);
  log.close();
});

for (const [what, replace] of [["was deleted", false], ["was replaced", true]] as const) {
  test(`AppendLog.tryAppend() to a log that ${what} throws StorageError`, () => {
    using folder = new TemporaryFolder();
    const log = AppendLog.create(folder.at("a.jsonl"));
    log.tryAppend(() => "1\n");
    fs.renameSync(log.path, folder.at("moved"));
    if (replace) folder.file("a.jsonl", "other\n");
    assert.throws(() => log.tryAppend(() => "2\n"), StorageError);
    assert.equal(fs.readFileSync(folder.at("moved"), "utf8"), "1\n");
    if (replace) assert.equal(fs.readFileSync(log.path, "utf8"), "other\n");
    log.close();
  });
}

test("AppendLog.tryAppend() on a full disk throws StorageError, leaves no part, and goes on later", async () => {
  using folder = new TemporaryFolder();
  const path = folder.at("a.jsonl");
  const { code, stdout, stderr } = await runProgram("append_on_full_disk", path);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^StorageError: Could not write the log/);
  assert.equal(fs.readFileSync(path, "utf8"), "first line\nthird line\n");
  assert.deepEqual(fs.readdirSync(folder.path), ["a.jsonl"]);
});

test("AppendLog.open() of a device throws StorageError", () => {
  assert.throws(() => AppendLog.open("/dev/full"), {
    name: "StorageError",
    obstacle: "it is not a regular file",
    advice: "Remove it",
  });
});
