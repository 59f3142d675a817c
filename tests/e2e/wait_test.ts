import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { command as path } from "../../src/commands/path.ts";
import { command as wait } from "../../src/commands/wait.ts";
import { idOf } from "../unit/support/stored_logs.ts";
import { storeRuns } from "../unit/support/stored_runs.ts";
import { placeOf, runExamples } from "./support/examples.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const [GOOD, BAD, DEAD] = [idOf(1), idOf(2), idOf(3)];

function stored(): Scratch {
  const scratch = new Scratch();
  storeRuns(placeOf(scratch), [
    { workflow: "good", steps: [{ name: "a", output: [1500] }] },
    { workflow: "\x1b[31mbad\n", steps: [{ name: "a", exitCode: 2 }] },
    { workflow: "lost", status: null },
  ]);
  return scratch;
}

for (const program of PROGRAMS) {
  test(`wait [${program.name}] tells by exit code, line and notice how sessions ended`, async () => {
    using scratch = stored();
    const notices = {
      bad: `zig-session: session ${BAD} (bad␊) failed\n`,
      dead: `zig-session: session ${DEAD} (lost) crashed: the recorder stopped without finishing\n`,
    };
    const lines = {
      good: `${GOOD} completed 1.5s good\n`,
      bad: `${BAD} failed 0ms bad␊\n`,
      dead: `${DEAD} crashed 0ms lost\n`,
    };
    const cases: readonly [words: string, stdout: string, stderr: string, code: number][] = [
      ["01 --any", "", 'zig-session: "01" fits', 2],
      ["0001", lines.good, "", 0],
      ["0001 0001 " + GOOD, lines.good, "", 0],
      ["0001 0002", lines.good + lines.bad, notices.bad, 1],
      ["0001 0002 --any", lines.good, "", 0],
      ["0002 0001 --any", lines.bad, notices.bad, 1],
      ["", lines.dead, notices.dead, 1],
      ["--latest --timeout 0", lines.dead, notices.dead, 1],
      ["0002 0003 -q", "", "", 1],
      ["0001 --quiet", "", "", 0],
      ["0001 --color always", `${GOOD} \x1b[32mcompleted\x1b[39m 1.5s good\n`, "", 0],
      ["--active", "", "zig-session: No session is running outside git.", 2],
      ["nix", "", 'zig-session: No session "nix"', 2],
      ["0001 --latest", "", "zig-session: Name one session", 2],
      ["''", "", "zig-session: An empty id", 2],
      ["0001 --timeout x", "", 'zig-session: invalid duration "x"', 2],
    ];
    for (const [words, stdout, stderr, code] of cases) {
      const result = await runScript(scratch, program, `"\${Z[@]}" wait ${words}`);
      assert.deepEqual([utf8(result.stdout), result.code], [stdout, code], words);
      assert.ok(utf8(result.stderr).startsWith(stderr), `${words}: ${utf8(result.stderr)}`);
      if (stderr === "") assert.equal(result.stderr, "", words);
    }
  });

  test(`wait --json [${program.name}] prints one object a session`, async () => {
    using scratch = stored();
    const { stdout } = await runScript(scratch, program, `"\${Z[@]}" wait --json 0003 0001`);
    const [dead, good, ...rest] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([dead.state, rest], ["dead", []]);
    assert.deepEqual(good, {
      zig_session_id: GOOD,
      workflow_name: "good",
      state: "completed",
      duration_ms: 1500,
      ended_at: "2026-01-02T03:00:01.500000+00:00",
      log_path: `${scratch.home}/logs/sessions/${GOOD}.jsonl`,
    });
  });

  test(`wait [${program.name}] waits for sessions that run, in the order in which they end`, async () => {
    using scratch = new Scratch();
    const script = `
      record() { "\${Z[@]}" record -q --workflow $1 -- sh -c "while [ ! -e go.$1 ]; do sleep 0.02; done; exit $2" & }
      record first 0; record second 3
      for _ in $(seq 300); do [ "$(ls "$ZIG_HOME"/logs/sessions/*.live 2> /dev/null | wc -l)" = 2 ] && break; sleep 0.02; done
      ids=$(basename -a -s .jsonl "$ZIG_HOME"/logs/sessions/*.jsonl)
      "\${Z[@]}" wait $ids --timeout 50ms; echo "exit $?"
      "\${Z[@]}" wait $ids > waited 2> notices & waiter=$!
      touch go.second; for _ in $(seq 300); do grep -q second waited && break; sleep 0.02; done
      grep -c . waited; touch go.first; wait $waiter; echo "exit $?"; cut -d' ' -f2,4 waited; cut -d' ' -f4- notices`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(
      stdout,
      "exit 124\n1\nexit 1\nfailed second\ncompleted first\n(second) failed\n",
    );
    assert.match(
      stderr,
      /^zig-session: still running after 50ms: \w{26} \(\w+\), \w{26} \(\w+\)\n$/,
    );
  });

  test(`wait [${program.name}] sees that a recorder is killed`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q -- sh -c 'echo $$ > child; exec sleep 20' > /dev/null 2>&1 & recorder=$!
      for _ in $(seq 300); do [ -s child ] && break; sleep 0.02; done
      "\${Z[@]}" wait --active -q & waiter=$!
      sleep 0.3; kill -KILL $recorder; wait $waiter; echo "exit $?"; kill $(cat child)`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "exit 1\n");
  });

  test(`wait and path [${program.name}]: the examples of the help run`, async () => {
    using scratch = new Scratch();
    storeRuns(
      placeOf(scratch),
      ["7K2M", "C5CB"].map((end) => ({ id: idOf(1).slice(0, -4) + end })),
    );
    for (const command of [wait, path]) {
      for (const { code, stderr } of await runExamples(scratch, program, command)) {
        assert.deepEqual([code, stderr], [0, ""]);
      }
    }
  });

  test(`path [${program.name}] prints where logs and indexes lie`, async () => {
    using scratch = stored();
    const { home } = scratch;
    fs.rmSync(`${home}/logs/sessions/${BAD}.jsonl`);
    const cases: readonly [words: string, stdout: string, code: number][] = [
      ["", `${home}/logs/sessions/${DEAD}.jsonl\n`, 0],
      ["0001", `${home}/logs/sessions/${GOOD}.jsonl\n`, 0],
      ["0001 --global --json", `{"path":"${home}/logs/sessions/${GOOD}.jsonl"}\n`, 0],
      ["--index", `${home}/logs/index.json\n`, 0],
      ["--index --global", `${home}/sessions_index.json\n`, 0],
      ["0002", "", 2],
      ["nix", "", 2],
      ["--index 0001", "", 2],
      ["a b", "", 2],
    ];
    for (const [words, stdout, code] of cases) {
      const result = await runScript(scratch, program, `"\${Z[@]}" path ${words}`);
      assert.deepEqual([result.stdout, result.code], [stdout, code], words);
    }
    using empty = new Scratch();
    for (const words of ["", "--index", "--index --global"]) {
      const { code } = await runScript(empty, program, `"\${Z[@]}" path ${words}`);
      assert.equal(code, 2, words);
    }
  });
}
