import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const canMount = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
const skipped = canMount ? "" : " (skipped: no right to mount a tmpfs)";

for (const program of PROGRAMS) {
  test(`record [${program.name}] whose stdout is full goes on, records, and ends with 1 for 0`, async () => {
    const command = (code: number) =>
      `sh -c 'echo one; sleep 0.2; echo two; sleep 0.2; echo err >&2; touch reached${code}; exit ${code}'`;
    const script = `
      "\${Z[@]}" record -q -- ${command(0)} > /dev/full; echo "exit $?"
      "\${Z[@]}" record -q -- ${command(3)} > /dev/full; echo "exit $?"
      "\${Z[@]}" record -q --merge -- ${command(4)} > /dev/full; echo "exit $?"
      "\${Z[@]}" record -q -- sh -c 'echo lost >&2; sleep 0.2; echo lost >&2; echo kept' 2> /dev/full; echo "exit $?"; ls`;
    using scratch = new Scratch();
    const { stdout, stderr } = await runScript(scratch, program, script);
    const codes = ["exit 1", "exit 3", "exit 4", "kept", "exit 1"];
    assert.equal(stdout, `${codes.join("\n")}\nreached0\nreached3\nreached4\n`, stderr);
    const told = "zig-session: not all output could be passed on: no space is left on the device\n";
    assert.equal(stderr, `err\n${told}err\n${told}${told}`);
    assert.deepEqual(outputLines(scratch, "stderr"), ["lost", "lost"]);
  });

  test(`record [${program.name}] passes on what comes when a full disk has room again${skipped}`, async () => {
    if (!canMount) return;
    using scratch = new Scratch();
    // More than what may be unsent, so that some of it has been refused by then; the rest may fill the disk once more.
    scratch.write(
      "inner.sh",
      `mkdir small; mount -t tmpfs -o size=64K none small
      "$@" record -q -- bash -c '
        yes "$(seq -s " " 2000)" | head -c 12000000; echo
        until grep -qs later small/out; do : > small/out; echo later; sleep 0.05; done' > small/out
      echo "exit $?"`,
    );
    const { stdout, stderr } = await runScript(
      scratch,
      program,
      `unshare -m bash inner.sh "\${Z[@]}"`,
    );
    assert.equal(stdout, "exit 1\n", stderr);
    assert.match(stderr, /not all output could be passed on: no space is left on the device/);
    assert.equal(outputLines(scratch, "stdout").at(-1), "later");
  });
}
