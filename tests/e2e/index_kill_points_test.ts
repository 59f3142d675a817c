import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { test } from "node:test";
import { report } from "./support/campaign.ts";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

// Between these calls nothing changes on disk, so that a kill at the entry of each covers every state.
const CALLS = ["write", "fsync", "rename", "flock", "ftruncate", "unlink", "mkdir"];

const canTrace = spawnSync("strace", ["-o", "/dev/null", "-f", "true"]).status === 0;
const skipped = canTrace ? "" : " (skipped: strace is not installed or may not trace)";

for (const program of PROGRAMS.filter(({ name }) => name === "executable")) {
  test(`record [${program.name}] killed at each system call leaves the old or the new index${skipped}`, async () => {
    if (!canTrace) return;
    using scratch = new Scratch();
    await runScript(scratch, program, `"\${R[@]}" true`);
    const indexes = ["logs/index.json", "sessions_index.json"].map((name) =>
      `${scratch.home}/${name}`
    );
    const before = indexes.map(count);
    const trace = `strace -f -qq -o trace -e trace=${CALLS.join(",")}`;
    await runScript(scratch, program, `${trace} "\${R[@]}" true`);
    const calls = fs.readFileSync(`${scratch.work}/trace`, "utf8");
    let kills = 0, entries = before.map((number) => number + 1);
    for (const call of CALLS) {
      const times = calls.match(new RegExp(`^\\d+ +${call}\\(`, "gm"))?.length ?? 0;
      for (let time = 1; time <= times; time++) {
        const inject = `${trace} -e inject=${call}:signal=KILL:when=${time} ${
          quoted(program.words)
        } record -q -- true`;
        await runScript(scratch, program, `${inject} > /dev/null 2>&1`);
        kills++;
        const after = indexes.map(count);
        after.forEach((number, index) => {
          const old = entries[index] ?? 0;
          // Also those that were killed before are entered by the next.
          assert.ok(
            number >= old && number <= scratch.logs().length,
            `${indexes[index]} has ${number} entries after ${old}, killed at ${call} ${time}`,
          );
        });
        entries = after;
      }
    }
    await runScript(scratch, program, `"\${R[@]}" true; "\${R[@]}" true`);
    const begun = scratch.logs().filter((log) => fs.statSync(log).size > 0);
    assert.deepEqual(indexes.map(count), [begun.length, begun.length]);
    assert.ok(kills > 10, `only ${kills} system calls were seen`);
    report(`${kills} kills at system calls: each left whole indexes with all entries`);
  });
}

function count(path: string): number {
  return (JSON.parse(fs.readFileSync(path, "utf8")) as { sessions: unknown[] }).sessions.length;
}
