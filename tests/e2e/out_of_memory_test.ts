import process from "node:process";
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const LIMIT_BYTES = 1 << 30;

/** A control group with little memory, of either version; undefined where none can be made. */
function makeGroup(): { readonly folder: string; readonly limit: string } | undefined {
  const name = `zig-session-test-${process.pid}`;
  const ways = [
    { parent: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes" },
    { parent: "/sys/fs/cgroup", limit: "memory.max" },
  ];
  for (const { parent, limit } of ways) {
    try {
      fs.mkdirSync(`${parent}/${name}`);
      fs.writeFileSync(`${parent}/${name}/${limit}`, String(LIMIT_BYTES));
      return { folder: `${parent}/${name}`, limit };
    } catch {
      fs.rmSync(`${parent}/${name}`, { force: true, recursive: true });
    }
  }
  return undefined;
}

for (const program of PROGRAMS) {
  const group = makeGroup();
  if (group) fs.rmdirSync(group.folder);
  const skipped = group ? "" : " (skipped: no control group with a limit of memory can be made)";
  test(`record [${program.name}] says that its command was killed because memory ran out${skipped}`, async () => {
    const made = group && makeGroup();
    if (!made) return;
    using scratch = new Scratch();
    // The memory of a string that doubles; the shell and the recorder are in the group, too, and far smaller.
    const script = `
      echo $$ > ${made.folder}/cgroup.procs
      "\${Z[@]}" record -- perl -e '$x = "x" x 1000000; $x .= $x while 1'; echo "exit $?"
      "\${Z[@]}" show; [ -d ${made.folder}/.. ] && for f in ${made.folder}/../cgroup.procs; do echo $$ > $f; done`;
    try {
      const { stdout, stderr } = await runScript(scratch, program, script);
      assert.match(stdout, /^exit 137\n/m);
      assert.match(utf8(stdout), /killed by SIGKILL: out of memory/);
      assert.match(stderr, /^zig-session: .*SIGKILL: out of memory/m);
    } finally {
      fs.rmdirSync(made.folder);
    }
  });
}
