import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { report } from "./support/campaign.ts";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

// Between these calls nothing changes on disk, so that a kill at the entry of each covers every state.
const CALLS = ["write", "fsync", "rename", "link", "linkat", "unlink", "ftruncate"];

const canTrace = spawnSync("strace", ["-o", "/dev/null", "-f", "true"]).status === 0;
const skipped = canTrace ? "" : " (skipped: strace is not installed or may not trace)";

const BAD = "no event\n", TORN = '{"seq":', OLD = "set aside before\n";

for (const program of PROGRAMS.filter(({ name }) => name === "executable")) {
  test(`repair [${program.name}] killed at each system call, and run again, sets each byte aside once${skipped}`, async () => {
    if (!canTrace) return;
    using scratch = new Scratch();
    await runScript(scratch, program, `"\${R[@]}" echo hi`);
    const [log = ""] = scratch.logs(), folder = dirname(log);
    const lines = fs.readFileSync(log, "utf8").split(/(?<=\n)/);
    const damaged = [...lines.slice(0, 2), BAD, ...lines.slice(2, -1), TORN].join("");
    const sidePath = (ending: string) => log.replace(/jsonl$/, ending);
    const damage = (had: boolean) => {
      for (const name of fs.readdirSync(folder)) fs.rmSync(join(folder, name));
      fs.writeFileSync(log, damaged, { mode: 0o600 });
      if (had) fs.writeFileSync(sidePath("bad"), OLD, { mode: 0o600 });
    };
    const trace = `strace -f -qq -o trace -e trace=${CALLS.join(",")}`;
    const repair = `${quoted(program.words)} repair --write`;
    let kills = 0;
    for (const had of [true, false]) {
      damage(had);
      await runScript(scratch, program, `${trace} ${repair}`);
      const calls = fs.readFileSync(join(scratch.work, "trace"), "utf8");
      for (const call of CALLS) {
        const times = calls.match(new RegExp(`^\\d+ +${call}\\(`, "gm"))?.length ?? 0;
        for (let time = 1; time <= times; time++) {
          damage(had);
          const inject = `${trace} -e inject=${call}:signal=KILL:when=${time}`;
          await runScript(scratch, program, `${inject} ${repair} > /dev/null 2>&1; ${repair}`);
          kills++;
          const place = `killed at ${call} ${time}`;
          assert.equal(fs.readFileSync(sidePath("bad"), "utf8"), (had ? OLD : "") + BAD, place);
          assert.equal(fs.readFileSync(sidePath("torn"), "utf8"), TORN, place);
          assert.equal(fs.readFileSync(sidePath("original"), "utf8"), damaged, place);
        }
      }
    }
    assert.ok(kills > 10, `only ${kills} system calls were seen`);
    report(`${kills} kills at system calls of a repair: each byte was set aside once`);
  });
}
