import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { command } from "../../src/commands/diff.ts";
import { zigCoreFiles } from "../unit/support/golden_files.ts";
import { idOf } from "../unit/support/stored_logs.ts";
import { type RunSpec, storeRuns } from "../unit/support/stored_runs.ts";
import { placeOf, runExamples } from "./support/examples.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const GOOD: RunSpec = {
  steps: [
    { name: "lint", output: ["ok in 12 ms"] },
    { name: "build", output: ["cc a.c", "cc b.c", "b.c:1:2: note", 2000, "linked"] },
    { name: "deploy" },
  ],
};
const BAD: RunSpec = {
  steps: [
    { name: "lint", output: ["ok in 1.5s"] },
    {
      name: "build",
      command: "make -j4",
      output: ["cc a.c", "cc b.c", "!b.c:71:9: error: \x1b[31mmissing ;\x1b[0m", 9000],
      exitCode: 2,
    },
    { name: "report", skipped: "no results" },
  ],
};

const SHOWN = `     ID                          STATUS       STARTED   TOOK  WORKFLOW
---  ${idOf(1)}  ✓ completed  (time)    2.0s  build
+++  ${idOf(2)}  ✗ failed     (time)    9.0s  build

It took 9.0s, was 2.0s (4.4×)

✗ build: failed, was completed; exit 2, was 0; took 9.0s, was 2.0s (4.4×)
  - $ run build
  + $ make -j4
  + error: exited with code 2
  - b.c:1:2: note
  - linked
  + b.c:71:9: error: missing ;

+ report: new, skipped

- deploy: missing, was completed

1 step did the same as before.
`;

function stored(...runs: RunSpec[]): Scratch {
  const scratch = new Scratch();
  storeRuns(placeOf(scratch), runs);
  return scratch;
}

/** When a session began reads otherwise a year later. */
function withoutTimes(text: string): string {
  return text.replace(/Jan 02 0\d:00|2026-01-02/g, "(time)").replace(/STARTED {2,}/g, "STARTED   ")
    .replace(/(\(time\)) {2,}/g, "$1    ");
}

for (const program of PROGRAMS) {
  test(`diff [${program.name}] shows what is different from when it last worked`, async () => {
    using scratch = stored(GOOD, BAD);
    const { stdout, stderr, code } = await runScript(scratch, program, `"\${Z[@]}" diff`);
    assert.equal(withoutTimes(utf8(stdout)), SHOWN);
    assert.deepEqual([stderr, code], ["", 1]);
  });

  test(`diff [${program.name}]: exit code 0 when nothing differs, 2 when nothing can be compared`, async () => {
    using scratch = stored(GOOD, GOOD, { ...GOOD, workflow: "other" }, BAD);
    fs.rmSync(`${scratch.home}/logs/sessions/${idOf(3)}.jsonl`);
    const cases: readonly [words: string, code: number, stderr: RegExp][] = [
      ["0002", 0, /^$/],
      ["0002 0001", 0, /^$/],
      ["0002 0002", 0, /^$/],
      ["0001 0004", 1, /^$/],
      [
        "0001",
        2,
        /^zig-session: No earlier successful "build" to compare with\. Pick one: zig-session diff 0001 <id>\n.* {2}0003 .* other\n/,
      ],
      ["0003 0001", 2, /^zig-session: Could not read/],
      ["nix", 2, /^zig-session: No session "nix"/],
      ["0001 nix", 2, /^zig-session: No session "nix"/],
      ["1 2 3", 2, /^zig-session: /],
      ["-n x", 2, /^zig-session: -n must be/],
      ["--project nowhere", 2, /^zig-session: no such directory/],
    ];
    for (const [words, code, expected] of cases) {
      const result = await runScript(scratch, program, `"\${Z[@]}" diff ${words}`);
      assert.equal(result.code, code, `${words}: ${result.stderr}`);
      assert.match(result.stderr, expected, words);
      if (code === 2) assert.equal(result.stdout, "");
      if (code === 0) assert.match(result.stdout, /\nNothing differs but times\.\n$/);
    }
    using empty = new Scratch();
    assert.equal((await runScript(empty, program, `"\${Z[@]}" diff`)).code, 2);
  });

  test(`diff [${program.name}] -n limits the lines of a step, and says what was cut`, async () => {
    using scratch = stored(GOOD, BAD);
    const { stdout } = await runScript(scratch, program, `"\${Z[@]}" diff -n 1 | grep -A 2 b.c`);
    assert.equal(
      utf8(stdout),
      "  + b.c:71:9: error: missing ;\n  … and 2 that only the earlier run has (-): -n 3 shows all\n\n",
    );
  });

  test(`diff --json [${program.name}] is one object`, async () => {
    using scratch = stored(GOOD, BAD);
    const { stdout, code } = await runScript(scratch, program, `"\${Z[@]}" diff --json`);
    const json = JSON.parse(utf8(stdout));
    assert.deepEqual([json.differs, json.state_changed, code], [true, true, 1]);
    assert.deepEqual(Object.keys(json), [
      "differs",
      "before",
      "after",
      "state_changed",
      "time",
      "steps",
    ]);
    assert.deepEqual(
      json.steps.map((step: Record<string, unknown>) => [step["step_name"], step["change"]]),
      [["lint", "same"], ["build", "changed"], ["report", "new"], ["deploy", "missing"]],
    );
    assert.deepEqual(json.steps[1].output, {
      differing_lines: { before: 2, after: 1, both: 0 },
      lines: [
        {
          in: "before",
          count: { before: 1, after: 0 },
          seq: 10,
          stream: "stdout",
          line: "b.c:1:2: note",
        },
        { in: "before", count: { before: 1, after: 0 }, seq: 11, stream: "stdout", line: "linked" },
        {
          in: "after",
          count: { before: 0, after: 1 },
          seq: 10,
          stream: "stderr",
          line: "b.c:71:9: error: \x1b[31mmissing ;\x1b[0m",
        },
      ],
      overflowed: false,
    });
  });

  test(`diff [${program.name}] of hostile, dead and damaged sessions is safe, and says so`, async () => {
    const name = "\x1b]0;owned\x07\u202esteps\n";
    using scratch = stored(
      { steps: [{ name, output: ["a"] }] },
      { status: null, steps: [{ name, output: ["\x1b[2Jb\r\u2066c"], open: true }] },
    );
    fs.appendFileSync(`${scratch.home}/logs/sessions/${idOf(2)}.jsonl`, "\x1b[31mgarbage\n");
    for (const columns of [40, 200]) {
      const script =
        `export COLUMNS=${columns}; "\${Z[@]}" diff; "\${Z[@]}" diff --json | tr -d '\\n'`;
      const text = utf8((await runScript(scratch, program, script)).stdout);
      assert.match(text, /crashed: it is compared up to its last activity/);
      assert.match(text, /The log is damaged at byte/);
      assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      const [titles = "", before = "", after = ""] = text.split("\n");
      for (const line of [titles, before, after]) assert.ok(line.length <= columns, line);
    }
  });

  test(`diff [${program.name}] has colours on demand alone, and ends quietly with its reader`, async () => {
    const output = (word: string) =>
      Array.from({ length: 5000 }, (_, at) => `${word} ${"x".repeat(at % 500)}`);
    using scratch = stored(
      { steps: [{ name: "a", output: output("one") }] },
      { steps: [{ name: "a", output: output("two") }] },
    );
    const script =
      `"\${Z[@]}" diff -n 100000 | head -1; echo "\${PIPESTATUS[@]}"; "\${Z[@]}" diff --color always | grep -c $'\\e'; "\${Z[@]}" diff | grep -c $'\\e'`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(stdout, /^ +ID .*\n[01] 0\n\d+\n0\n$/);
    assert.equal(stderr, "");
  });

  test(`diff [${program.name}] of what was really recorded twice finds nothing`, async () => {
    using scratch = new Scratch();
    scratch.write(
      "build.sh",
      `echo "$(date) pid $$"; d=$(mktemp -d); for i in 1 2 3 4; do (echo "job $i in $d took $((RANDOM % 90))ms"; echo "job $i: $RANDOM of 32767" >&2) & done; wait; date -Iseconds; rmdir $d`,
    );
    const script =
      `"\${R[@]}" bash build.sh > /dev/null 2>&1; "\${R[@]}" bash build.sh > /dev/null 2>&1; "\${Z[@]}" diff; echo "exit $?"`;
    assert.match(
      utf8((await runScript(scratch, program, script)).stdout),
      /\nNothing differs but times\.\nexit 0\n$/,
    );
  });

  test(`diff [${program.name}]: the examples of the help run`, async () => {
    const ids = ["C5CB", "7K2M"].map((end) => idOf(1).slice(0, -4) + end);
    using scratch = stored(...ids.map((id) => ({ ...GOOD, id })));
    for (const { code, stderr } of await runExamples(scratch, program, command)) {
      assert.deepEqual([code, stderr], [0, ""]);
    }
  });

  const golden = zigCoreFiles();
  test(
    `diff [${program.name}] of zig-core's sessions${
      golden ? "" : " (skipped: no ZIG_GOLDEN folder)"
    }`,
    {
      skip: !golden,
    },
    async () => {
      using scratch = new Scratch();
      const home = golden?.globalIndexes[0]?.replace(/\/sessions_index\.json$/, "") ?? "";
      const script = `"\${Z[@]}" list --global --json`;
      const list = JSON.parse(
        utf8((await runScript(scratch, program, script, { ZIG_HOME: home })).stdout),
      ) as { zig_session_id: string }[];
      for (const { zig_session_id: id } of list) {
        const same = await runScript(scratch, program, `"\${Z[@]}" diff -g ${id} ${id}`, {
          ZIG_HOME: home,
        });
        assert.deepEqual([same.code, same.stderr], [0, ""]);
      }
    },
  );
}
