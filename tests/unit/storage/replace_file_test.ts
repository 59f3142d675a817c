import assert from "node:assert/strict";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { StorageError } from "../../../src/storage/errors.ts";
import { replaceFile } from "../../../src/storage/replace_file.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

test("replaceFile() puts a new file in the place of the old one", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("index.json", "a longer old text");
  const before = fs.statSync(path).ino;
  const reader = fs.openSync(path, "r");
  replaceFile(path, "new \u2028 é");
  assert.equal(fs.readFileSync(path, "utf8"), "new \u2028 é");
  assert.notEqual(fs.statSync(path).ino, before);
  // Who had opened the old one still has all of it.
  assert.equal(fs.readFileSync(reader, "utf8"), "a longer old text");
  fs.closeSync(reader);
  assert.deepEqual(fs.readdirSync(folder.path), ["index.json"]);
});

test("replaceFile() makes a file that only its owner can read", () => {
  using folder = new TemporaryFolder();
  replaceFile(folder.at("index.json"), "");
  assert.equal(fs.statSync(folder.at("index.json")).mode & 0o777, 0o600);
  assert.equal(fs.readFileSync(folder.at("index.json"), "utf8"), "");
});

test("replaceFile() that fails throws StorageError and leaves everything as it was", () => {
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("folder"));
  const inFolder = folder.file("folder/kept", "kept");
  assert.throws(() => replaceFile(folder.at("folder"), "text"), StorageError);
  assert.throws(() => replaceFile(folder.at("none", "index.json"), "text"), StorageError);
  assert.throws(() => replaceFile(`${inFolder}/index.json`, "text"), StorageError);
  assert.equal(fs.readFileSync(inFolder, "utf8"), "kept");
  assert.deepEqual(fs.readdirSync(folder.path), ["folder"]);
});

test("replaceFile() is not kept from its work by what a crash has left", () => {
  using folder = new TemporaryFolder();
  const path = folder.at("index.json");
  folder.file(`index.json.${process.pid}.tmp`, "half of a much longer text");
  replaceFile(path, "new");
  assert.equal(fs.readFileSync(path, "utf8"), "new");
});
