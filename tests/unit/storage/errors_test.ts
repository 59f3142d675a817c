import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { codeOf, reasonOf, StorageError } from "../../../src/storage/errors.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

test("StorageError says what was attempted, what stood in the way and what to do", () => {
  const cause = new Error("why");
  const error = new StorageError("Could not write", "it is full", "Make room", { cause });
  assert.equal(error.message, "Could not write: it is full. Make room");
  assert.equal(String(error), `StorageError: ${error.message}`);
  assert.equal(error.cause, cause);
});

test("reasonOf() and codeOf() read the system's errors", () => {
  using folder = new TemporaryFolder();
  const failure = (action: () => unknown) => {
    try {
      return action();
    } catch (error) {
      return error;
    }
  };
  const missing = failure(() => fs.readFileSync(folder.at("none")));
  assert.equal(codeOf(missing), "ENOENT");
  assert.equal(reasonOf(missing), "it does not exist");
  const full = failure(() => fs.writeFileSync("/dev/full", "x"));
  assert.equal(reasonOf(full), "no space is left on the device");
});

test("reasonOf() of anything else is what it says", () => {
  assert.equal(reasonOf(new Error("odd")), "odd");
  assert.equal(reasonOf("odd"), "odd");
  assert.equal(reasonOf(undefined), "undefined");
  assert.equal(codeOf(undefined), "");
});
