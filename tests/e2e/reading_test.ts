import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

for (const program of PROGRAMS) {
  test(`list [${program.name}] shows what was recorded, newest first`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${Z[@]}" list; echo "exit $?"; "\${R[@]}" true; "\${Z[@]}" record -q --workflow nightly -- false; "\${Z[@]}" list; "\${Z[@]}" list --json`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const [before = "", after = ""] = utf8(stdout).split("exit 0\n");
    assert.match(before + stderr, /[Nn]othing has been recorded/);
    const [first = "", second = ""] = scratch.logs().map((path) => path.slice(-10, -6));
    assert.match(
      after,
      new RegExp(`^ID .*\\n${second} .*failed.*nightly\\n${first} .*completed.*true\\n`),
    );
    const json = JSON.parse(after.slice(after.indexOf("["))) as {
      workflow_name: string;
      state: string;
    }[];
    assert.deepEqual(json.map((entry) => [entry.workflow_name, entry.state]), [[
      "nightly",
      "failed",
    ], ["true", "completed"]]);
  });

  test(`show [${program.name}] tells the failed step, its exit code, why it failed and its last lines`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${R[@]}" sh -c 'exec >&2; seq 1 100; printf "\\033[31merror: boom\\033[0m\\n" >&2; exit 4' > shown 2>&1; "\${Z[@]}" show --tail 3; "\${Z[@]}" show --json`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    assert.match(text, /^✗ sh -c 'exec >&2; .*… failed after [\d.]+m?s, exit code 4\n/);
    assert.match(text, /exit(?:ed with)?(?: code)? 4/);
    assert.match(text, / cause:\n.*err │ error: boom\n.* last lines:\n.*err │ 99\n.*err │ 100\n\n/);
    assert.ok(!text.includes("\x1b"), "an escape sequence of the command reached our output");
    const json = JSON.parse(text.slice(text.indexOf("\n{"))) as { steps: { exit_code: number }[] };
    assert.equal(json.steps[0]?.exit_code, 4);
  });

  test(`listen [${program.name}] follows a running session line by line and ends with its status`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" bash -c 'echo one; while [ ! -e go ]; do sleep 0.02; done; echo two >&2; exit 3' > recorded 2>&1 &
      for _ in $(seq 300); do grep -qs step_output "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      "\${Z[@]}" listen --active > listened & listener=$!
      for _ in $(seq 300); do grep -q one listened && break; sleep 0.02; done
      grep -c two listened; touch go; wait $listener; echo "exit $?"; cat listened`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    assert.match(
      text,
      /^0\nexit 1\n▶ zig session started: bash -c 'echo one; .*… \(1 tier\)\n── tier 1 \(bash\)\n {2}running step 'bash' \(zag exec, session=zig-bash-bash\)\.\.\.\n\[bash\] one\n\[bash\] two\n {2}step 'bash' failed \(attempt 1\): exited with code 3\n■ zig session ended \(Failure\) in \d+ms\n$/,
    );
  });

  test(`listen [${program.name}] of a session whose recorder was killed says so and exits 3`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" sh -c 'echo alive; echo $$ > child; exec sleep 20' > /dev/null 2>&1 &
      for _ in $(seq 300); do grep -qs '"line":"alive"' "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      kill -KILL $!; wait $! 2>/dev/null; "\${Z[@]}" listen; echo "exit $?"
      "\${Z[@]}" listen --active; echo "exit $?"; "\${Z[@]}" list; kill $(cat child)`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    assert.match(text, /\[sh\] alive\n†.*last activity.*\nexit 3\nexit 2\n/);
    assert.match(text, /crashed/);
  });

  test(`reading commands [${program.name}] end quietly when their reader goes`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${R[@]}" seq 1 200000 > /dev/null; "\${Z[@]}" listen | head -2; echo "\${PIPESTATUS[@]}"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(utf8(stdout), /^▶.*\n──.*\n0 0\n$/);
    assert.equal(stderr, "");
  });

  test(`[${program.name}] --help goes to stdout, a wrong command line to stderr with exit code 2`, async () => {
    using scratch = new Scratch();
    const help = await runScript(
      scratch,
      program,
      `"\${Z[@]}" --help; for c in record list show listen; do "\${Z[@]}" $c --help; done`,
    );
    assert.equal(help.stderr, "");
    for (const word of ["record", "list", "show", "listen"]) {
      assert.match(help.stdout, new RegExp(`Usage: zig-session ${word}`));
    }
    for (const words of ["frobnicate", "list --frob", "show a b", "list -n x"]) {
      const { stdout, stderr, code } = await runScript(scratch, program, `"\${Z[@]}" ${words}`);
      assert.deepEqual({ stdout, code }, { stdout: "", code: 2 }, `"${words}": ${stderr}`);
      assert.match(stderr, /^zig-session: /);
    }
    assert.ok(!fs.existsSync(scratch.home), "a wrong command line wrote something");
  });
}
