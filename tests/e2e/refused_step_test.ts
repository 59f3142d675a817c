import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

for (const program of PROGRAMS) {
  test(`step --strict [${program.name}] that is refused is not run, and leaves nothing behind`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start); "\${Z[@]}" step -q a -- true; "\${Z[@]}" end -q
      cp -r "$ZIG_HOME" before
      "\${Z[@]}" step late --strict -- touch ran; echo "ended $?"
      ZIG_SESSION_ID=unknown "\${Z[@]}" step late --strict -- touch ran; echo "unknown $?"
      echo '{ "heartbeat": "soon" }' > "$ZIG_HOME/session.jsonc"
      "\${Z[@]}" record --strict -- touch ran; echo "config $?"; rm "$ZIG_HOME/session.jsonc"
      diff -r before "$ZIG_HOME" && echo untouched`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "ended 125\nunknown 125\nconfig 125\nuntouched\n", stderr);
    assert.ok(!fs.existsSync(`${scratch.work}/ran`));
    assert.match(
      stderr,
      /^zig-session: the command was not run, because it could not be recorded/m,
    );
  });
}
