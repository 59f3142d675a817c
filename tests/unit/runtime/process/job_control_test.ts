import assert from "node:assert/strict";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ignoresStop, mayUseTerminal } from "../../../../src/runtime/process/job_control.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";

test("ignoresStop() looks at the process", async () => {
  assert.equal(ignoresStop(process.pid), false);
  assert.equal(ignoresStop(-1), true);
  for (const [script, expected] of [["trap '' TSTP", true], [":", false]] as const) {
    const argv = ["sh", "-c", `${script}; exec sleep 30`];
    const child = spawn({ path: "/bin/sh", argv, stdout: 1, stderr: 2, environment: {} });
    while (!commandLine(child.pid).startsWith("sleep")) await sleep(1);
    assert.equal(ignoresStop(child.pid), expected);
    child.kill(9);
    await child.exited;
  }
});

function commandLine(pid: number): string {
  return fs.readFileSync(`/proc/${pid}/cmdline`, "latin1");
}

test("mayUseTerminal() refuses where another group is in the foreground", () => {
  assert.equal(mayUseTerminal(-1), true);
  assert.equal(mayUseTerminal(1), false);
});
