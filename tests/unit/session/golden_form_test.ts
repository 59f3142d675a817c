import assert from "node:assert/strict";
import fs from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { encodeLoggedEvent } from "../../../src/session/writing/encode_event.ts";
import {
  loadGlobalIndex,
  loadProjectIndex,
  saveGlobalIndex,
  saveProjectIndex,
} from "../../../src/session/index/index_file.ts";
import { type GoldenFiles, handWrittenFiles, zigCoreFiles } from "../support/golden_files.ts";
import { logLines, wholeEvents } from "../support/log_lines.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

test("encodeLoggedEvent() gives hand-written logs back byte for byte", () => {
  reencodeLogs(handWrittenFiles());
});

test("saveProjectIndex() and saveGlobalIndex() give hand-written indexes back byte for byte", () => {
  resaveIndexes(handWrittenFiles());
});

test("hand-written logs hold every kind of event", () => {
  const types = handWrittenFiles().logs.flatMap(wholeEvents).map(({ type }) => type);
  assert.equal(new Set(types).size, 9);
});

const golden = zigCoreFiles();
if (golden) {
  test("encodeLoggedEvent() gives zig-core's logs back byte for byte", () => reencodeLogs(golden));
  test("saveProjectIndex() and saveGlobalIndex() give zig-core's indexes back byte for byte", () => {
    resaveIndexes(golden);
  });
} else {
  test("zig-core's logs and indexes (skipped: no ZIG_GOLDEN folder)", { skip: true }, () => {});
}

function reencodeLogs({ logs }: GoldenFiles): void {
  assert.notEqual(logs.length, 0);
  for (const path of logs) {
    const lines = logLines(path), events = wholeEvents(path);
    assert.equal(events.length, lines.length);
    for (const [index, event] of events.entries()) {
      assert.equal(encodeLoggedEvent(event), `${lines[index]}\n`, `${path}, line ${index + 1}`);
    }
  }
}

function resaveIndexes({ projectIndexes, globalIndexes }: GoldenFiles): void {
  using folder = new TemporaryFolder();
  assert.notEqual(projectIndexes.length, 0);
  for (const path of projectIndexes) {
    const copy = folder.at(basename(path));
    saveProjectIndex(copy, loadProjectIndex(path));
    assert.equal(fs.readFileSync(copy, "utf8"), fs.readFileSync(path, "utf8"), path);
  }
  assert.notEqual(globalIndexes.length, 0);
  for (const path of globalIndexes) {
    const copy = folder.at(basename(path));
    saveGlobalIndex(copy, loadGlobalIndex(path));
    assert.equal(fs.readFileSync(copy, "utf8"), fs.readFileSync(path, "utf8"), path);
  }
}
