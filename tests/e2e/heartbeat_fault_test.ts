import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "./support/log.ts";
import { PROJECT_ROOT, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

// How the program is made without its heartbeat's thread, from a copy of the sources in which that is missing.
const PROGRAMS = {
  "deno run": `Z=(${quoted([Deno.execPath(), "run", "-A", "--quiet", "main.ts"])})`,
  "executable":
    `npx -y bun@1.4.5 build --compile --outfile alone main.ts src/program/program.ts src/program/recording_program.ts > /dev/null 2>&1; Z=(./alone)`,
};

for (const [name, made] of Object.entries(PROGRAMS)) {
  test(`record [${name}] whose heartbeat fails to load runs the command, records it and warns once`, async () => {
    using scratch = new Scratch();
    const script = `
      (cd ${quoted([PROJECT_ROOT])} && cp -r main.ts src deno.json node_modules "$OLDPWD")
      rm src/session/lifecycle/heartbeat_worker.ts; ${made}
      "\${Z[@]}" record --heartbeat 1 -- sh -c 'echo out; sleep 1.3; echo err >&2; exit 7'`;
    const { stdout, stderr, code } = await runScript(scratch, undefined, script);
    assert.deepEqual({ stdout, code }, { stdout: "out\n", code: 7 }, stderr);
    assert.equal(
      stderr.match(/^zig-session: recording failed in part: The heartbeat failed/gm)?.length,
      1,
      stderr,
    );
    assert.deepEqual(events(scratch).map(({ type }) => type).slice(-4), [
      "step_output",
      "step_output",
      "step_failed",
      "zig_session_ended",
    ]);
  });
}
