import assert from "node:assert/strict";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { recordingConfig } from "../../../src/config/load_recording_config.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

test("recordingConfig() throws nothing where nothing can be read", async () => {
  using folder = new TemporaryFolder();
  const before = process.cwd();
  fs.mkdirSync(folder.at("gone"));
  process.chdir(folder.at("gone"));
  fs.rmdirSync(folder.at("gone"));
  try {
    const { defaults, faults } = await recordingConfig();
    assert.deepEqual(defaults, {});
    assert.deepEqual(faults, ["can't read the configuration: it does not exist"]);
  } finally {
    process.chdir(before);
  }
});
