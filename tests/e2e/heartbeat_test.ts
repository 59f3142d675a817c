import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

for (const program of PROGRAMS) {
  test(`record [${program.name}] writes heartbeats while the command is silent`, async () => {
    using scratch = new Scratch();
    scratch.write(
      "wait.sh",
      `until grep -qs '"type":"heartbeat"' "$ZIG_SESSION_LOG"; do sleep 0.1; done; exit 7`,
    );
    const script = `"\${Z[@]}" record -q --heartbeat 1 -- bash wait.sh`;
    const { stderr, code } = await runScript(scratch, program, script);
    assert.deepEqual({ stderr, code }, { stderr: "", code: 7 });
    assert.ok(events(scratch).some(({ type }) => type === "heartbeat"));
  });
}
