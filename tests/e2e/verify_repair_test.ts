import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const KILL_RECORDER = `
  "\${R[@]}" sh -c 'echo alive; echo $$ > child; exec sleep 20' > /dev/null 2>&1 &
  for _ in $(seq 300); do grep -qs '"line":"alive"' "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
  kill -KILL $!; wait $! 2>/dev/null; kill $(cat child)`;

for (const program of PROGRAMS) {
  test(`repair [${program.name}] ends the session of a recorder that was killed, once`, async () => {
    using scratch = new Scratch();
    const script = `${KILL_RECORDER}
      printf '{"seq":9' >> "$ZIG_HOME"/logs/sessions/*.jsonl
      "\${Z[@]}" verify; echo "exit $?"; "\${Z[@]}" repair; echo "exit $?"; "\${Z[@]}" verify > /dev/null; echo "exit $?"
      "\${Z[@]}" repair --write; echo "exit $?"; "\${Z[@]}" verify; echo "exit $?"; "\${Z[@]}" repair --write; "\${Z[@]}" list --json`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    const [verified = "", planned = "", unchanged, mended = "", intact = "", rest = ""] = text
      .split(
        /exit \d\n/,
      );
    assert.deepEqual(text.match(/exit \d/g), ["exit 1", "exit 0", "exit 1", "exit 0", "exit 0"]);
    assert.match(verified, /2 findings: dead.*\n.*torn tail of 8 bytes\n.*dead: no end/);
    assert.match(
      planned,
      /set aside in \.torn.*\{"seq":9\n.*step 'sh'.*\n.*Nothing has been changed/s,
    );
    assert.equal(unchanged, "");
    assert.match(mended, /^✓ \w+ mended\n/);
    assert.match(intact, /^✓ \w+ intact: failed/);
    assert.match(rest, /^Nothing to do/);
    assert.match(rest, /"status": "failure"/);
  });

  test(`verify [${program.name}] sees what it could not find by an index, and what is behind an end`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" true; rm "$ZIG_HOME"/logs/index.json "$ZIG_HOME"/sessions_index.json
      printf '\\033[31mmore\\n' >> "$ZIG_HOME"/logs/sessions/*.jsonl
      "\${Z[@]}" verify --json; "\${Z[@]}" repair --all --write; "\${Z[@]}" verify --all --json`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    const [before = "", repaired = "", after = ""] = text.split(/(?<=^}\n)|(?=^{\n)/m);
    const kinds = (json: string) =>
      (JSON.parse(json) as { sessions: { findings: { kind: string }[] }[] }).sessions
        .map(({ findings }) => findings.map(({ kind }) => kind));
    assert.deepEqual(kinds(before), [["behind_end", "index_missing", "index_missing"]]);
    assert.match(repaired, /set aside in \.bad \(behind the end\): more\n/);
    assert.deepEqual(kinds(after), [[]]);
  });

  test(`repair [${program.name}] refuses a session that is being recorded, and skips it with --all`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" sh -c 'echo alive; while [ ! -e go ]; do sleep 0.02; done' > /dev/null &
      for _ in $(seq 300); do grep -qs '"line":"alive"' "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      "\${Z[@]}" repair --write; echo "exit $?"; "\${Z[@]}" repair --all --write; echo "exit $?"
      "\${Z[@]}" verify; echo "exit $?"; touch go; wait`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    assert.match(
      text,
      /^- \w+ left alone: it is being recorded\nexit 1\n- \w+ left alone.*\nexit 0\n✓ \w+ intact: running.*\nexit 0\n$/,
    );
    assert.equal(scratch.logs().filter((path) => fs.existsSync(path)).length, 1);
  });
}
