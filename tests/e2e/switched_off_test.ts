import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

for (const program of PROGRAMS) {
  test(`ZIG_SESSION=off [${program.name}] makes a CI script run as if nothing recorded it`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION=off ZIG_SESSION_ID=
      id=$("\${Z[@]}" start --workflow w); echo "start $? [$id]"; export ZIG_SESSION_ID=$id
      "\${Z[@]}" tier a b; echo "tier $?"; "\${Z[@]}" step a -- sh -c 'echo ran; exit 3'; echo "step $?"
      "\${Z[@]}" skip b; echo "skip $?"
      "\${Z[@]}" event --json '{"type":"heartbeat","interval_secs":1}'; echo "event $?"
      "\${Z[@]}" end --exit-code; echo "end $?"; "\${Z[@]}" record -- sh -c 'exit 4'; echo "record $?"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const codes = "tier 0\nran\nstep 3\nskip 0\nevent 0\nend 0\nrecord 4\n";
    assert.deepEqual([stdout, stderr], [`start 0 []\n${codes}`, ""]);
    assert.ok(!fs.existsSync(scratch.home), "something was recorded");
  });

  test(`end --exit-code [${program.name}] says how the session ended`, async () => {
    using scratch = new Scratch();
    const script = `
      for code in 0 3; do
        export ZIG_SESSION_ID=$("\${Z[@]}" start)
        "\${Z[@]}" step -q a -- sh -c "exit $code"; "\${Z[@]}" status
        "\${Z[@]}" end -q --exit-code; echo "end $?"; "\${Z[@]}" wait -q; echo "wait $?"
      done`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "idle\nend 0\nwait 0\nidle\nend 1\nwait 1\n");
  });
}
