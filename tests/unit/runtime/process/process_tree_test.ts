import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readProcessStat } from "../../../../src/runtime/process/process_stat.ts";
import type { Described } from "../../support/descendants.ts";
import { runProgramInShell } from "../../support/run_program.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

// What is ended here are the descendants of a process of its own, never those of the test runner.

interface Report {
  readonly own: number;
  readonly command: number;
  readonly descendants: Described[];
  /** The program's children, found in both ways. */
  readonly listed: number[];
  readonly scanned: number[];
  readonly zombies: number;
  /** How the command ended when its descendants were killed. */
  readonly status: { readonly code?: number; readonly signal?: number };
}

interface Setting {
  /** Other names of `sleep` in the folder; the descendants of these names are waited for. */
  readonly names?: readonly string[];
  readonly reaping?: "yes";
  readonly prepare?: string;
}

/** What is seen of the descendants of a script. */
async function watch(
  folder: TemporaryFolder,
  script: string,
  { names = [], reaping, prepare = 'exec "$@"' }: Setting = {},
): Promise<Report> {
  for (const name of names) fs.symlinkSync("/bin/sleep", folder.at(name));
  const words = [folder.path, reaping ?? "", script, ...names];
  const { code, stdout, stderr } = await runProgramInShell(prepare, "watch_descendants", ...words);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Report;
}

const named = ({ descendants }: Report) => descendants.map(({ name }) => name).sort();

test("readProcessStat() knows this process and its parent", () => {
  const stat = readProcessStat(process.pid);
  assert.equal(stat?.parentPid, process.ppid);
  assert.equal(stat?.living, true);
  assert.ok(Number(stat?.startTicks) > 0);
});

test("readProcessStat() knows nothing of a process that is not there", () => {
  assert.equal(readProcessStat(2 ** 22 + 1), undefined);
});

for (const name of ["a b", "a) R 1 (b", ")", "((", "a\nS 1 1"]) {
  test(`readProcessStat() is not misled by the name ${JSON.stringify(name)}`, async () => {
    using folder = new TemporaryFolder();
    fs.symlinkSync("/bin/sleep", folder.at(name));
    const child = spawn(folder.at(name), ["30"], { stdio: "ignore" });
    const pid = child.pid ?? 0;
    const ended = new Promise((resolve) => child.on("close", resolve));
    try {
      // Until then it is still a copy of us.
      while (fs.readFileSync(`/proc/${pid}/comm`, "utf8") !== `${name}\n`) await sleep(1);
      assert.equal(readProcessStat(pid)?.parentPid, process.pid);
      assert.equal(readProcessStat(pid)?.threadCount, 1);
    } finally {
      process.kill(pid, "SIGKILL");
      await ended;
    }
  });
}

test("livingDescendants() finds children, grandchildren and orphans of another session", async () => {
  using folder = new TemporaryFolder();
  const names = ["child", "grandchild", "orphan", "last"];
  const script =
    `./child 30 & (./grandchild 30; :) & (setsid ./orphan 30 &) ; : > ready; ./last 30`;
  const report = await watch(folder, script, { names });
  assert.deepEqual(named(report), ["child", "grandchild", "last", "orphan", "sh", "sh"]);
  assert.deepEqual(report.scanned, report.listed);
  assert.equal(report.listed.length, 2, "the command, and the orphan");
  const pids = report.descendants.map(({ pid }) => pid);
  assert.ok(!pids.includes(report.own));
  for (const [index, { parent }] of report.descendants.entries()) {
    assert.ok([report.own, ...pids.slice(0, index)].includes(parent), "parents come first");
  }
});

test("livingDescendants() leaves out zombies", async () => {
  using folder = new TemporaryFolder();
  const script = `(sleep 0.1 & echo $! > pid)
    until grep -q '^State:.Z' /proc/$(cat pid)/status; do sleep 0.01; done
    : > ready; exec ./last 30`;
  const report = await watch(folder, script, { names: ["last"] });
  assert.deepEqual(named(report), ["last"]);
  assert.equal(report.zombies, 1);
});

test("livingDescendants() leaves out what was there before adoptOrphans()", async () => {
  using folder = new TemporaryFolder();
  const prepare = `sleep 30 >/dev/null 2>&1 & echo $! > '${folder.at("before")}'; exec "$@"`;
  const report = await watch(folder, ": > ready; exec ./last 30", { names: ["last"], prepare });
  const before = Number(fs.readFileSync(folder.at("before"), "utf8"));
  assert.equal(readProcessStat(before)?.living, true);
  process.kill(before, "SIGKILL");
  assert.ok(report.listed.includes(before), "it was a child of the program");
  assert.deepEqual(named(report), ["last"]);
});

test("signalProcess() signals a process, and none that has got its number since", async () => {
  using folder = new TemporaryFolder();
  const report = await watch(folder, ": > ready; exec ./last 30", { names: ["last"] });
  assert.deepEqual(report.status, { signal: 9 });
});

test("reapOrphans() reaps what was adopted", async () => {
  using folder = new TemporaryFolder();
  // The command goes on when they are gone, and after 10 s at the latest.
  const script = `for i in 1 2 3 4 5 6 7 8; do (setsid sleep 0.1 & echo $! >> pids); done; i=0
    for pid in $(cat pids); do
      while [ -e /proc/$pid ] && [ $i -lt 1000 ]; do sleep 0.01; i=$((i + 1)); done
    done
    : > ready; exec ./last 30`;
  const report = await watch(folder, script, { names: ["last"], reaping: "yes" });
  assert.equal(report.zombies, 0);
  assert.deepEqual(report.listed, [report.command]);
});

test("reapOrphans() leaves the command's status to spawn()", async () => {
  using folder = new TemporaryFolder();
  const script = "for i in 1 2 3 4 5 6 7 8; do (sleep 0.1 &) ; done; : > ready; exit 7";
  assert.deepEqual((await watch(folder, script, { reaping: "yes" })).status, { code: 7 });
});
