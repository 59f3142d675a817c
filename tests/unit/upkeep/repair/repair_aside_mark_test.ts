import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { withAsideMark } from "../../../../src/upkeep/repair/repair_aside_mark.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

/** A log with a file beside it to which a repair that was killed has added. */
function killed(folder: TemporaryFolder) {
  const log = folder.file("a.jsonl", "damaged\n"), bad = folder.file("a.bad", "old\n");
  let mark = Buffer.alloc(0);
  withAsideMark(log, [bad], () => mark = fs.readFileSync(folder.at("a.aside.0.tmp")));
  assert.equal(fs.existsSync(folder.at("a.aside.0.tmp")), false);
  fs.writeFileSync(folder.at("a.aside.0.tmp"), mark, { mode: 0o600 });
  fs.appendFileSync(bad, "added\n");
  return { log, bad };
}

test("withAsideMark() takes back what a killed repair has added", () => {
  using folder = new TemporaryFolder();
  const { log, bad } = killed(folder);
  withAsideMark(log, [bad], () => assert.equal(fs.readFileSync(bad, "utf8"), "old\n"));
});

test("withAsideMark() leaves alone what stands beside a log that has been written to or replaced since", () => {
  for (const change of ["write", "replace"]) {
    using folder = new TemporaryFolder();
    const { log, bad } = killed(folder);
    if (change === "write") fs.appendFileSync(log, "more\n");
    else {
      fs.renameSync(log, folder.at("a.original"));
      folder.file("a.jsonl", "damaged\n");
    }
    withAsideMark(log, [bad], () => {});
    assert.equal(fs.readFileSync(bad, "utf8"), "old\nadded\n");
  }
});

test("withAsideMark() is not misled by what is no mark", () => {
  for (const mark of ["", "null", "{}", "[", '{"log":1,"sizes":{"a.bad":0}}', "x".repeat(5000)]) {
    using folder = new TemporaryFolder();
    const { log, bad } = killed(folder);
    fs.writeFileSync(folder.at("a.aside.0.tmp"), mark);
    withAsideMark(log, [bad], () => {});
    assert.equal(fs.readFileSync(bad, "utf8"), "old\nadded\n");
  }
});
