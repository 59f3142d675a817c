import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { ALNUM, drawn } from "../unit/redaction/fake_secrets.ts";
import { countUnder } from "./support/home_search.ts";
import { events, outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const SECRET = drawn(ALNUM, 22, 17);

/** How many masks an event says that there are; undefined where it says nothing. */
function redactOf(event: unknown): number | undefined {
  return (event as { redact?: number } | undefined)?.redact;
}

for (const program of PROGRAMS) {
  test(`record [${program.name}] says at the end of the session how much was masked; nothing for nothing`, async () => {
    using scratch = new Scratch();
    const environment = { DEPLOY_TOKEN: SECRET };
    await runScript(
      scratch,
      program,
      `"\${R[@]}" bash -c 'env; echo "$DEPLOY_TOKEN"'`,
      environment,
    );
    assert.deepEqual(events(scratch).slice(-2).map(redactOf), [2, 2]);
    await runScript(scratch, program, `"\${R[@]}" true`, environment);
    assert.equal(redactOf(events(scratch).at(-1)), undefined);
  });

  test(`end [${program.name}] says how much was masked in all steps, each attempt once`, async () => {
    using scratch = new Scratch();
    const script = `export ZIG_SESSION_ID=$("\${Z[@]}" start)
      "\${Z[@]}" step -q unit --retries 1 --retry-delay 1ms -- sh -c 'echo "$DEPLOY_TOKEN"; exit 1'
      "\${Z[@]}" step -q unit -- sh -c 'echo "$DEPLOY_TOKEN"'; "\${Z[@]}" step -q lint -- true
      "\${Z[@]}" end -q`;
    await runScript(scratch, program, script, { DEPLOY_TOKEN: SECRET });
    const end = events(scratch).at(-1);
    assert.equal(end?.type, "zig_session_ended");
    assert.equal(redactOf(end), 3);
  });

  test(`record and start [${program.name}] mask the folder that they run in`, async () => {
    using scratch = new Scratch();
    const script = `mkdir -p "a $DEPLOY_TOKEN"; cd "a $DEPLOY_TOKEN"
      "\${R[@]}" true; "\${Z[@]}" start > /dev/null`;
    await runScript(scratch, program, script, { DEPLOY_TOKEN: SECRET });
    assert.equal(countUnder(scratch.home, [SECRET]), 0);
    assert.equal(scratch.logs().length, 2);
    for (const path of scratch.logs()) {
      assert.match(fs.readFileSync(path, "utf8"), /"cwd":"[^"]*\/a \*\*\*"/);
    }
  });

  test(`record [${program.name}] records after a second also what may be the beginning of a secret`, async () => {
    using scratch = new Scratch();
    const script = `waitFor() {
        for (( i = 0; i < 200; i++ )); do grep -q "\\"line\\":\\"$1" "$ZIG_SESSION_LOG" && return; sleep 0.1; done
        echo "never recorded: $1"
      }
      printf "Local: http://localhost:3000"; waitFor "Local: http://localhost:3000"
      printf "/ Enter ${SECRET.slice(0, 3)}"; waitFor "/ Enter ${
      SECRET.slice(0, 3)
    }"; printf "\\nis ${SECRET.slice(0, 9)}"
      waitFor "is ..."; printf "${SECRET.slice(9)} b\\n"`;
    scratch.write("script", script);
    await runScript(scratch, program, `"\${R[@]}" bash script`, { DEPLOY_TOKEN: SECRET });
    assert.deepEqual(outputLines(scratch, "stdout"), [
      "Local: http://localhost:3000",
      `/ Enter ${SECRET.slice(0, 3)}`,
      "is ***",
      " b",
    ]);
  });

  test(`record [${program.name}] masks what is no UTF-8, from the environment, from a file and in arguments`, async () => {
    using scratch = new Scratch();
    // An environment of UTF-8 cannot hold it, so bash makes it.
    const script =
      `export ODD_TOKEN=$'caf\\xe9\\xff-odd-passphrase'; printf 'from-a-\\xfffile\\r\\n' > values
      "\${R[@]}" bash -c 'echo "$ODD_TOKEN"; printf %s "$ODD_TOKEN" | base64; echo "$1" >&2' - "$ODD_TOKEN"
      "\${Z[@]}" record -q --redact-value-file values -- cat values`;
    await runScript(scratch, program, script);
    assert.equal(countUnder(scratch.home, ["odd-passphrase", "1wYXNzcGhyYXNl", "from-a-"]), 0);
    assert.deepEqual(outputLines(scratch, "stdout"), ["***"]);
  });

  test(`record [${program.name}] masks what is coloured, in a terminal of its own as well`, async () => {
    using scratch = new Scratch();
    const middle = SECRET.slice(5, 9);
    const script = `"\${Z[@]}" record -q --tty always -- grep --color=always ${middle} text
      "\${R[@]}" grep --color=always ${middle} text`;
    scratch.write("text", `a ${SECRET} b\n`);
    await runScript(scratch, program, script, { DEPLOY_TOKEN: SECRET });
    assert.equal(countUnder(scratch.home, [SECRET.slice(0, 5), SECRET.slice(9)]), 0);
    assert.match(outputLines(scratch, "stdout").join(""), /^a \*\*\*.* b$/);
  });
}
