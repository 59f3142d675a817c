import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { events, outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const PARALLEL = 8, LINES = 5000;

for (const program of PROGRAMS) {
  test(`record [${program.name}] around steps passes all on once, in order, and records each line in its step`, async () => {
    using scratch = new Scratch();
    const script = `
      cat > ci.sh <<'EOF'
echo before
"\${STEP[@]}" step a -q -- sh -c 'echo a1; echo a2 >&2; printf unfinished'; echo " line"
"\${STEP[@]}" step b -q -- sh -c 'printf "x\\ny\\n"' | grep y
"\${STEP[@]}" step c -q -- echo to-file > file
"\${STEP[@]}" step d -q -- sh -c 'echo d1 >&2' 2>&1
"\${STEP[@]}" step e -q -- "\${STEP[@]}" step f -q -- echo inner
"\${STEP[@]}" record -q -- echo other-session
printf 'no newline'
"\${STEP[@]}" step g -q -- false; echo "; g $?"
EOF
      export Z_WORDS="\${Z[*]@Q}"; sed -i '1i eval "STEP=($Z_WORDS)"' ci.sh
      "\${Z[@]}" record -q --workflow ci --step script -- bash ci.sh > out 2> err; echo "exit $?"; cat out; echo ---; cat err; echo ---; cat file`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      "exit 0\nbefore\na1\nunfinished line\ny\nd1\ninner\nother-session\nno newline; g 1\n---\na2\n---\nto-file\n",
    );
    const log = events(scratch, "ci");
    const lines = log.flatMap((event) =>
      event.type === "step_output" ? [`${event.step_name} ${event.stream} ${event.line}`] : []
    );
    // A line that is open for a second, as on a busy machine while a step starts, is recorded as it stands.
    const open = lines.indexOf("script stdout no newline");
    if (open >= 0) {
      lines.splice(open, 2, `${lines[open]}${lines[open + 1]?.slice("script stdout ".length)}`);
    }
    assert.deepEqual(lines.filter((line) => !line.startsWith("a ")), [
      "script stdout before",
      "script stdout  line",
      "b stdout x",
      "b stdout y",
      "script stdout y",
      "c stdout to-file",
      "d stderr d1",
      "f stdout inner",
      "script stdout other-session",
      "script stdout no newline; g 1",
    ]);
    assert.deepEqual(
      lines.filter((line) => line.startsWith("a ")).sort(),
      ["a stderr a2", "a stdout a1", "a stdout unfinished"],
    );
    assert.deepEqual(log.map(({ seq }) => seq), log.map((_, index) => index + 1));
    // The inner record's session speaks of the outer one.
    const [outer] = log;
    const inner = events(scratch, "echo other-session")[0];
    assert.equal((inner as { outer_session_id?: string }).outer_session_id, outer?.zig_session_id);
  });

  test(`record [${program.name}] around ${PARALLEL} parallel steps loses, doubles and mixes no line`, async () => {
    using scratch = new Scratch();
    const script = `
      cat > ci.sh <<'EOF'
for n in $(seq ${PARALLEL}); do
  "\${STEP[@]}" step s$n -q -- sh -c 'for i in $(seq ${LINES}); do echo "$0 $i of a line that is long enough to be cut"; done' s$n &
done
for i in $(seq ${LINES}); do echo "own $i"; done
wait
EOF
      export Z_WORDS="\${Z[*]@Q}"; sed -i '1i eval "STEP=($Z_WORDS)"' ci.sh
      "\${Z[@]}" record -q --step script -- bash ci.sh > out; echo "exit $?"; "\${Z[@]}" verify`;
    const { stdout } = await runScript(scratch, program, script);
    assert.match(stdout, /^exit 0\n.* intact: completed/);
    const printed = fs.readFileSync(join(scratch.work, "out"), "utf8").trimEnd().split("\n");
    assert.equal(printed.length, (PARALLEL + 1) * LINES);
    const own = Array.from({ length: LINES }, (_, index) => `own ${index + 1}`);
    assert.deepEqual(printed.filter((line) => line.startsWith("own")), own);
    const log = events(scratch);
    const linesOf = (name: string) =>
      log.flatMap((event) =>
        event.type === "step_output" && event.step_name === name ? [event.line] : []
      );
    assert.deepEqual(linesOf("script"), own);
    for (let number = 1; number <= PARALLEL; number++) {
      const name = `s${number}`;
      const expected = Array.from(
        { length: LINES },
        (_, index) => `${name} ${index + 1} of a line that is long enough to be cut`,
      );
      assert.deepEqual(linesOf(name), expected);
      assert.deepEqual(printed.filter((line) => line.startsWith(`${name} `)), expected);
    }
  });

  test(`record [${program.name}] that ends before its steps do ends them as well`, async () => {
    using scratch = new Scratch();
    const script = `
      mkfifo go
      cat > ci.sh <<'EOF'
"\${STEP[@]}" step late -q -- sh -c 'echo begun; read line < go' > late.out 2> late.err &
until [ -s late.out ]; do sleep 0.05; done
"\${STEP[@]}" step killed -q -- sh -c 'echo $PPID; read line < go' > killed.out & step=$!
until [ -s killed.out ]; do sleep 0.05; done
kill -9 $(cat killed.out)
wait $step
EOF
      export Z_WORDS="\${Z[*]@Q}"; sed -i '1i eval "STEP=($Z_WORDS)"' ci.sh
      "\${Z[@]}" record -q --step script -- bash ci.sh 2> err; echo "exit $?"
      (echo; echo; sleep 1) > go; until [ -s late.err ]; do sleep 0.05; done; cat late.err
      "\${Z[@]}" show --json | grep '"status"'`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(
      stdout,
      "exit 137\n" +
        "zig-session: recording failed in part: another process has ended the session, and what came then is not in it\n" +
        '      "status": "failed",\n'.repeat(3),
    );
    const ends = events(scratch).filter(({ type }) => type !== "step_output").slice(-4);
    assert.deepEqual(ends.map((event) => "error" in event ? event.error : event.type), [
      "exited with code 137",
      "still ran when the session was ended",
      "recorder died",
      "zig_session_ended",
    ]);
  });

  test(`record [${program.name}] around a step passes every byte on`, async () => {
    using scratch = new Scratch();
    const script = `
      export Z_WORDS="\${Z[*]@Q}"; head -c 3000000 /dev/urandom > random; sum=$(md5sum < random)
      printf 'eval "STEP=($Z_WORDS)"; "\${STEP[@]}" step bytes -q -- cat random' > ci.sh
      "\${Z[@]}" record -q --step script -- bash ci.sh | md5sum | grep -c "$sum"
      "\${Z[@]}" record -q --step script -- bash ci.sh | head -c 10 | wc -c`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.deepEqual([stdout, stderr], ["1\n10\n", ""]);
    assert.deepEqual(outputLines(scratch, "stderr"), []);
  });
}
