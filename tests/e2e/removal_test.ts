import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { globalIndexPath, projectPaths } from "../../src/session/paths.ts";
import { DAY, storeSessions } from "../unit/support/stored_logs.ts";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";
import { hasTmux, skipped, Terminal } from "./support/terminal.ts";

const RECORDERS = 8, ROUNDS = 4, DAYS = 40, KILLED_SESSIONS = 600;

for (const program of PROGRAMS) {
  test(`gc [${program.name}] leaves a session that is being recorded`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" true; "\${R[@]}" bash -c 'echo up; while [ ! -e go ]; do sleep 0.02; done; exit 3' > out 2>&1 & recorder=$!
      for _ in $(seq 300); do grep -qs up out && break; sleep 0.02; done
      "\${Z[@]}" status; "\${Z[@]}" gc --keep 0 --older-than 0s --max-size 0B --force; "\${Z[@]}" status
      "\${Z[@]}" rm --force $(basename "$ZIG_HOME"/logs/sessions/*.jsonl .jsonl) 2> refusal; echo "rm $?"
      touch go; wait $recorder; echo "recorder $?"; "\${Z[@]}" status --exit-code; echo "status $?"`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    assert.match(
      text,
      /^running\nRemoved 1 of 2 sessions, .*\nLive, and never removed: 1 session\.\nrunning\nrm 1\nrecorder 3\nfailed\nstatus 1\n$/,
    );
    const [log = ""] = scratch.logs();
    assert.match(fs.readFileSync(log, "utf8"), /"status":"failure".*\n$/);
  });

  test(`gc [${program.name}] beside ${RECORDERS} recorders loses no session and breaks no index`, async () => {
    using scratch = new Scratch();
    // Something to remove for a while: a session of each of the last days.
    const place = {
      paths: projectPaths(null, scratch.home),
      globalIndex: globalIndexPath(scratch.home),
    };
    storeSessions(place, Array.from({ length: DAYS }, (_, day) => ({ ageMs: (DAYS - day) * DAY })));
    const script = `
      for n in $(seq ${RECORDERS}); do (for round in $(seq ${ROUNDS}); do "\${R[@]}" sh -c 'echo in; sleep 0.1' > /dev/null; done) & recorders+=($!); done
      days=${DAYS}
      while kill -0 "\${recorders[@]}" 2> /dev/null; do
        days=$((days > 5 ? days - 5 : 0))
        for n in 1 2 3; do "\${Z[@]}" gc --older-than \${days}d1h --force > gc.$n 2> gc.err.$n & collectors+=($!); done
        wait "\${collectors[@]}"; collectors=()
      done
      wait; "\${Z[@]}" gc --older-than 1h --force > last; cat gc.err.* >&2
      "\${Z[@]}" list --json -n 999; echo; echo ---; "\${Z[@]}" list --json --global -n 999`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stderr.replace(/.*kill: .*\n/g, ""), "");
    const lists = utf8(stdout).split("---").map((text) =>
      JSON.parse(text) as { zig_session_id: string; state: string }[]
    );
    const ids = scratch.logs().map((path) => path.slice(-32, -6));
    assert.equal(ids.length, RECORDERS * ROUNDS);
    for (const list of lists) {
      assert.deepEqual(list.map((entry) => entry.zig_session_id).sort(), ids);
      assert.ok(list.every(({ state }) => state === "completed"));
    }
    const { sessions } = JSON.parse(fs.readFileSync(join(scratch.home, "logs/index.json"), "utf8"));
    assert.equal(sessions.length, RECORDERS * ROUNDS);
  });

  test(`gc [${program.name}] beside others that remove the same has nothing to say of them`, async () => {
    using scratch = new Scratch();
    const place = {
      paths: projectPaths(null, scratch.home),
      globalIndex: globalIndexPath(scratch.home),
    };
    storeSessions(place, Array.from({ length: KILLED_SESSIONS }, () => ({ ageMs: DAY })));
    const script = `
      for n in 1 2 3 4; do "\${Z[@]}" gc --older-than 1h --force & done | sed -n 's/Removed \\([0-9]*\\) .*/\\1/p' | awk '{ sum += $1 } END { print sum }'
      "\${Z[@]}" list --json`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.deepEqual([stdout, stderr], [`${KILLED_SESSIONS}\n[]\n`, ""]);
  });

  test(`gc --keep 0 [${program.name}] beside ${RECORDERS} recorders takes only what is over`, async () => {
    using scratch = new Scratch();
    const script = `
      for n in $(seq ${RECORDERS}); do (for round in $(seq ${ROUNDS}); do "\${R[@]}" sh -c 'echo in; sleep 0.05; echo out' || echo "failed $?"; done) > out.$n 2>&1 & recorders+=($!); done
      while kill -0 "\${recorders[@]}" 2> /dev/null; do "\${Z[@]}" gc --keep 0 --force > /dev/null; done
      wait; cat out.* | sort | uniq -c; "\${Z[@]}" gc --keep 0 --force > /dev/null; "\${Z[@]}" list --json; "\${Z[@]}" list --global --json`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stderr.replace(/.*kill: .*\n/g, ""), "");
    const total = RECORDERS * ROUNDS;
    assert.equal(stdout.replace(/ +/g, " "), ` ${total} in\n ${total} out\n[]\n[]\n`);
    assert.deepEqual(fs.readdirSync(join(scratch.home, "logs/sessions")), []);
  });

  test(`gc [${program.name}] that is killed at any moment is finished by the next one`, async () => {
    using scratch = new Scratch();
    const place = {
      paths: projectPaths(null, scratch.home),
      globalIndex: globalIndexPath(scratch.home),
    };
    const ids = storeSessions(place, Array.from({ length: KILLED_SESSIONS }, () => ({})));
    const beside = ids.map((id) => join(place.paths.sessions, `${id}.torn`));
    for (const path of beside) fs.writeFileSync(path, "");
    // Each goes a little further than the last; most are killed while they remove.
    const script = `
      for keep in 450 350 250 150 50; do for ms in 30 60 90 130; do
        "\${Z[@]}" gc --keep $keep --force > /dev/null 2>> errors & sleep 0.$(printf %03d $ms); kill -KILL $!; wait $!
      done; done 2> /dev/null
      "\${Z[@]}" gc --keep 10 --force > /dev/null; echo "exit $?"; cat errors
      "\${Z[@]}" list --json -n 999 | grep -c zig_session_id; "\${Z[@]}" list --json --global -n 999 | grep -c zig_session_id`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.deepEqual([stdout, stderr], ["exit 0\n10\n10\n", ""]);
    const left = ids.slice(-10).flatMap((id) => [`${id}.jsonl`, `${id}.torn`]);
    assert.deepEqual(fs.readdirSync(place.paths.sessions).sort(), left);
  });

  test(`rm [${program.name}] in a terminal asks, and takes no for an answer${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    await runScript(scratch, program, `"\${R[@]}" false; "\${R[@]}" true`);
    const [first = "", second = ""] = scratch.logs().map((path) => path.slice(-32, -6));
    using terminal = new Terminal(scratch, 120);
    scratch.write("rm.sh", `${quoted(program.words)} rm "$@" > out; echo "exit=$?" $(cat out)\n`);
    terminal.keys(`bash rm.sh ${first} ${second}`, "Enter");
    await terminal.awaitScreen(
      /Remove session ….{4} \(false, failed, \d+s ago, 1\.\d KiB\)\? \[y\/N\] *$/m,
    );
    terminal.keys("n", "Enter");
    await terminal.awaitScreen(/Remove session ….{4} \(true, completed, .*\)\? \[y\/N\] *$/m);
    terminal.keys("y", "Enter");
    await terminal.awaitScreen(/^exit=0 Removed session ….{4} \(true,/m);
    assert.deepEqual(scratch.logs().map((path) => path.slice(-32, -6)), [first]);
    terminal.keys(`bash rm.sh ${first}`, "Enter");
    await terminal.awaitScreen(/1[\s\S]*Remove session[\s\S]*exit=0[\s\S]*Remove session.*\] *$/m);
    terminal.keys("C-d");
    await terminal.awaitScreen(/exit=0$/m);
    terminal.keys(`bash rm.sh ${first}`, "Enter");
    await terminal.awaitScreen(/(Remove session[\s\S]*){4}\] *$/m);
    terminal.keys("C-c");
    terminal.keys("echo code=$?", "Enter");
    await terminal.awaitScreen(/^code=130$/m);
    assert.equal(scratch.logs().length, 1);
  });
}
