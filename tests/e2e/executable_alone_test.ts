import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { events } from "./support/log.ts";
import { PROJECT_ROOT, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

/** What `deno task compile` runs, so that the test builds as users do. */
function compileCommand(): string {
  const settings = JSON.parse(fs.readFileSync(`${PROJECT_ROOT}deno.json`, "utf8")) as {
    tasks: Record<string, string>;
  };
  return settings.tasks["compile"] ?? "false";
}

test("the executable, built from sources that are gone and alone in an empty folder, writes heartbeats", async () => {
  using scratch = new Scratch();
  const script = `
    mkdir ../sources && (cd ${
    quoted([PROJECT_ROOT])
  } && cp -r main.ts src deno.json node_modules "$OLDPWD/../sources") &&
    (cd ../sources && ${compileCommand()} >/dev/null 2>&1) && mv ../sources/dist/zig-session . && rm -r ../sources &&
    env -i PATH=/usr/bin:/bin ZIG_HOME="$ZIG_HOME" ./zig-session record -q --heartbeat 1 -- sleep 2.5 && ls`;
  const { stdout, stderr, code } = await runScript(scratch, undefined, script);
  assert.deepEqual({ stdout, code }, { stdout: "zig-session\n", code: 0 }, stderr);
  assert.equal(events(scratch).filter(({ type }) => type === "heartbeat").length, 2);
});
