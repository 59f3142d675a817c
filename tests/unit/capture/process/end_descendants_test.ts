import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { readProcessStat } from "../../../../src/runtime/process/process_stat.ts";
import type { Described } from "../../support/descendants.ts";
import { end, NEVER_MS, type Report } from "../../support/end_script.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

function byName({ before }: Report, name: string): Described {
  const found = before.find((one) => one.name === name);
  assert.ok(found, `${name} is among ${before.map((one) => one.name)}`);
  return found;
}

/** Groups and sessions of their own, a dead parent, a stopped process, a name that looks like the fields after it. */
const SCATTERED = `
  ./child 60 &
  perl -e 'setpgrp(0, 0); exec @ARGV' ./grouped 60 &
  (setsid ./orphan 60 &)
  ./stopped 60 &
  while ! grep -q stopped /proc/$!/comm; do :; done
  kill -STOP $!
  './a) R 1 (b c' 60 &
  : > ready
  wait`;
const SCATTERED_NAMES = ["child", "grouped", "orphan", "stopped", "a) R 1 (b c"];

/** Perl, because a shell may lose a signal that comes between its `fork` and its `exec`. */
const HEAR = `sub hear { open(my $file, ">>", "heard"); print $file "heard\\n"; }`;

function assertScattered(report: Report): void {
  const { own } = report;
  assert.equal(byName(report, "child").group, own.group);
  assert.notEqual(byName(report, "grouped").group, own.group);
  assert.equal(byName(report, "grouped").session, own.session);
  assert.notEqual(byName(report, "orphan").session, own.session);
  assert.equal(byName(report, "orphan").parent, own.pid);
  assert.equal(byName(report, "stopped").state, "T");
  byName(report, "a) R 1 (b c");
}

test("endDescendants() ends all that obey SIGTERM, and does not wait for the grace to pass", async () => {
  using folder = new TemporaryFolder();
  const report = await end(folder, SCATTERED, { graceMs: NEVER_MS, names: SCATTERED_NAMES });
  assertScattered(report);
  assert.deepEqual(report.left, []);
  assert.equal(report.found, 0);
  assert.deepEqual(report.status, { signal: 15 });
});

test("endDescendants() kills what ignores SIGTERM, wherever it went", async () => {
  using folder = new TemporaryFolder();
  const report = await end(folder, `trap '' TERM\n${SCATTERED}`, {
    graceMs: 300,
    names: SCATTERED_NAMES,
  });
  assertScattered(report);
  assert.deepEqual(report.left, []);
  assert.equal(report.found, 0);
  assert.deepEqual(report.status, { signal: 9 });
  assert.ok(report.turns > 1, "the event loop went on during the grace");
});

test("endDescendants() kills a grandchild that ignores SIGTERM after the command has ended", async () => {
  using folder = new TemporaryFolder();
  const script = `(trap '' TERM; ./stubborn 60; :) & : > ready; wait`;
  const report = await end(folder, script, { graceMs: 200, names: ["stubborn"] });
  assert.deepEqual(report.status, { signal: 15 });
  assert.deepEqual(report.left, []);
  assert.equal(report.found, 0);
});

test("endDescendants() sends SIGTERM once", async () => {
  using folder = new TemporaryFolder();
  folder.file(
    "main.pl",
    `${HEAR}
    $SIG{TERM} = sub { hear() };
    open(my $ready, ">", "ready");
    select(undef, undef, undef, 0.02) for 1 .. 1000;`,
  );
  const report = await end(folder, "exec perl main.pl", { graceMs: 400 });
  assert.equal(fs.readFileSync(folder.at("heard"), "utf8"), "heard\n");
  assert.deepEqual(report.status, { signal: 9 });
  assert.equal(report.found, 0);
});

test("endDescendants() leaves alone what a process starts to clean up", async () => {
  using folder = new TemporaryFolder();
  const script = `trap 'sleep 0.3 && echo cleaned > cleaned; exit 4' TERM
    : > ready; while :; do sleep 0.01; done`;
  const report = await end(folder, script, { graceMs: NEVER_MS });
  assert.equal(fs.readFileSync(folder.at("cleaned"), "utf8"), "cleaned\n");
  assert.deepEqual(report.status, { code: 4 });
});

test("endDescendants() sends SIGTERM to what is started meanwhile and left behind", async () => {
  using folder = new TemporaryFolder();
  // Blocked until there is a handler, so that it cannot come too early to be heard.
  folder.file(
    "main.pl",
    `${HEAR}
    use POSIX ":signal_h";
    my $term = POSIX::SigSet->new(SIGTERM);
    my $asked = 0;
    $SIG{TERM} = sub { $asked = 1 };
    open(my $ready, ">", "ready");
    select(undef, undef, undef, 0.01) until $asked;
    sigprocmask(SIG_BLOCK, $term);
    exit 3 if fork;
    $SIG{TERM} = sub { hear(); exit };
    POSIX::setsid();
    sigprocmask(SIG_UNBLOCK, $term);
    sleep 1 for 1 .. 60;`,
  );
  const report = await end(folder, "exec perl main.pl", { graceMs: NEVER_MS });
  assert.equal(fs.readFileSync(folder.at("heard"), "utf8"), "heard\n");
  assert.deepEqual(report.status, { code: 3 });
  assert.equal(report.found, 0);
});

test("endDescendants() lets a stopped process hear of SIGTERM", async () => {
  using folder = new TemporaryFolder();
  folder.file("stopped", `trap 'echo heard >> heard; exit' TERM; kill -STOP $$; exit 9`);
  const script = `sh ./stopped &
    until grep -q '^State:.T' /proc/$!/status; do sleep 0.01; done
    : > ready; wait`;
  const report = await end(folder, script, { graceMs: NEVER_MS });
  assert.ok(report.before.some(({ state }) => state === "T"));
  assert.equal(fs.readFileSync(folder.at("heard"), "utf8"), "heard\n");
  assert.deepEqual(report.left, []);
});

test("endDescendants() leaves alone who started us, our group, and what was there before", async () => {
  using folder = new TemporaryFolder();
  const sibling = spawn("/bin/sleep", ["60"], { stdio: "ignore" });
  const closed = new Promise((resolve) => sibling.on("close", resolve));
  try {
    const prepare = `sleep 60 >/dev/null 2>&1 & echo $! > '${folder.at("before")}'; exec "$@"`;
    const script = `trap '' TERM; : > ready; ./child 60`;
    const report = await end(folder, script, { graceMs: 100, names: ["child"], prepare });
    const before = Number(fs.readFileSync(folder.at("before"), "utf8"));
    assert.equal(report.found, 0);
    assert.equal(readProcessStat(before)?.living, true);
    process.kill(before, "SIGKILL");
    assert.equal(readProcessStat(sibling.pid ?? 0)?.living, true);
  } finally {
    process.kill(sibling.pid ?? 0, "SIGKILL");
    await closed;
  }
});

test("endDescendants() resolves at once when there is nothing to end", async () => {
  using folder = new TemporaryFolder();
  const report = await end(folder, ": > ready; exit 3", { graceMs: NEVER_MS });
  assert.deepEqual(report.status, { code: 3 });
});

const root = process.getuid?.() === 0;
test(
  `endDescendants() gives up on what cannot be killed${root ? "" : " (skipped: needs root)"}`,
  { skip: !root },
  async () => {
    using folder = new TemporaryFolder();
    fs.chmodSync(folder.path, 0o755);
    const script = ": > ready; exec ./untouchable 20";
    const report = await end(folder, script, {
      graceMs: 100,
      names: ["untouchable"],
      user: "65534",
    });
    assert.deepEqual(report.left.map(({ name }) => name), ["untouchable"]);
    for (const { pid } of report.left) process.kill(pid, "SIGKILL");
  },
);
