import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { closeDescriptor, openPipe } from "../../../../src/runtime/descriptors/pipes.ts";
import { isReaderGone } from "../../../../src/runtime/descriptors/reader_gone.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("isReaderGone() is true of a pipe whose other end is closed, and of nothing else", () => {
  using folder = new TemporaryFolder();
  const file = fs.openSync(folder.at("file"), "w");
  const { readEnd, writeEnd } = openPipe();
  assert.deepEqual([file, writeEnd].map(isReaderGone), [false, false]);
  closeDescriptor(readEnd);
  assert.deepEqual([file, writeEnd].map(isReaderGone), [false, true]);
  closeDescriptor(writeEnd);
  fs.closeSync(file);
});
