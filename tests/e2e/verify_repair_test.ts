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
    assert.match(
      verified,
      /2 findings: crashed.*\n.*torn tail of 8 bytes\n.*crashed: the recorder/,
    );
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

  test(`repair [${program.name}] ends the steps of an open session that were killed, and lets it go on`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start); "\${Z[@]}" verify; echo "exit $?"
      for name in a b; do
        "\${Z[@]}" step $name -- sh -c "echo \\$\\$ > $name; exec sleep 60" > /dev/null 2>&1 & steps+=($!)
        for _ in $(seq 500); do [ -s $name ] && break; sleep 0.02; done
      done
      kill -KILL \${steps[0]}; wait \${steps[0]} 2>/dev/null; "\${Z[@]}" verify; echo "exit $?"; "\${Z[@]}" repair --write; echo "exit $?"
      kill -KILL \${steps[1]}; wait \${steps[1]} 2>/dev/null; kill $(cat a b)
      printf '{"seq":9' >> "$ZIG_HOME"/logs/sessions/*.jsonl
      "\${Z[@]}" verify; echo "exit $?"; "\${Z[@]}" repair; echo "exit $?"; "\${Z[@]}" repair --write; echo "exit $?"
      "\${Z[@]}" repair --write; "\${Z[@]}" status; "\${Z[@]}" step --quiet c -- true; "\${Z[@]}" verify; echo "exit $?"`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    const [fresh, one = "", live, both = "", plan = "", mended, after = ""] = text.split(
      /exit \d\n/,
    );
    assert.match(fresh ?? "", /^✓ \w+ intact: idle, 1 event\n$/);
    assert.match(one, /^✗ \w+ 1 finding: running, .*\n {2}step 'a' crashed: the recorder stopped/);
    assert.match(live ?? "", /^- \w+ left alone: it is being recorded\n$/);
    assert.match(
      both,
      /^✗ \w+ 3 findings: idle, .*\n.*torn tail.*\n.*step 'a'.*\n.*step 'b' crashed/,
    );
    assert.match(plan, /2 crashed steps would be ended, and the session goes on\nNothing has been/);
    assert.match(mended ?? "", /^✓ \w+ mended\n.*\n.*step 'a' failed\n.*step 'b' failed\n/);
    assert.match(mended ?? "", /2 crashed steps ended, and the session goes on\n/);
    assert.match(after, /^Nothing to do: 1 session intact\.\nidle\n✓ \w+ intact: idle/);
    assert.deepEqual(
      text.match(/exit \d/g)?.join(" "),
      "exit 0 exit 1 exit 1 exit 1 exit 0 exit 0 exit 0",
    );
  });

  test(`step [${program.name}] that waits while the log is replaced goes on with the new one`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start); log=$(echo "$ZIG_HOME"/logs/sessions/*.jsonl); ln "$log" old
      exec 9< "$log"; flock 9; "\${Z[@]}" step a -- echo hi 9<&- & step=$!
      for _ in $(seq 500); do [ -e "\${log%jsonl}"*.live ] && break; sleep 0.02; done
      cp "$log" "$log.new"; mv "$log.new" "$log"; exec 9<&-; wait $step; echo "step $?"
      wc -l < old; "\${Z[@]}" verify`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(utf8(stdout), /^hi\nstep 0\n1\n✓ \w+ intact: idle, 5 events\n$/);
    assert.match(utf8(stderr), /✓ step a · /);
  });

  test(`gc [${program.name}] leaves an open session, and rm refuses one`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start); "\${Z[@]}" gc --older-than 0s --keep 0 --max-size 0B --force
      "\${Z[@]}" rm --force $ZIG_SESSION_ID 2>&1; echo "rm $?"
      "\${Z[@]}" end --quiet; "\${Z[@]}" rm --force $ZIG_SESSION_ID; echo "rm $?"`;
    const { stdout } = await runScript(scratch, program, script);
    assert.match(
      utf8(stdout),
      /^Removed nothing\.\nLive, .*\n.*\nrm 1\nRemoved session .*\nrm 0\n$/s,
    );
  });
}
