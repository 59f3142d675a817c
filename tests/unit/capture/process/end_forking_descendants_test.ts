import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { end } from "../../support/end_script.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

// All of these end by themselves after some seconds, should they not be ended.

test("endDescendants() ends one that ignores SIGTERM and forks all the time", async () => {
  using folder = new TemporaryFolder();
  const script = `trap '' TERM; : > ready; i=0
    while [ $i -lt 3000 ]; do (sleep 5 &) ; i=$((i + 1)); done; : > survived`;
  const report = await end(folder, script, { graceMs: 200 });
  assert.ok(!fs.existsSync(folder.at("survived")));
  assert.deepEqual(report.status, { signal: 9 });
  assert.equal(report.found, 0);
});

test("endDescendants() ends one that forks and ends all the time", async () => {
  using folder = new TemporaryFolder();
  folder.file(
    "main.pl",
    `$SIG{TERM} = "IGNORE";
    open(my $ready, ">", "ready");
    for (1 .. 5000) { select(undef, undef, undef, 0.001); exit if fork; }
    open(my $survived, ">", "survived");`,
  );
  const report = await end(folder, "exec perl main.pl", { graceMs: 200 });
  assert.equal(report.found, 0);
  assert.ok(!fs.existsSync(folder.at("survived")));
});

test("endDescendants() ends two that start each other again", async () => {
  using folder = new TemporaryFolder();
  folder.file(
    "again",
    `trap '' TERM; i=0; while [ $i -lt 200 ]; do sleep 0.02; i=$((i + 1)); done`,
  );
  const script = `trap '' TERM; : > ready; i=0
    while [ $i -lt 200 ]; do setsid sh ./again; i=$((i + 1)); done`;
  const report = await end(folder, script, { graceMs: 200 });
  assert.deepEqual(report.status, { signal: 9 });
  assert.equal(report.found, 0);
});
