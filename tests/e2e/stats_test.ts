import assert from "node:assert/strict";
import { test } from "node:test";
import { command } from "../../src/commands/stats.ts";
import { textWidth } from "../../src/view/terminal/text_width.ts";
import { zigCoreFiles } from "../unit/support/golden_files.ts";
import { idOf } from "../unit/support/stored_logs.ts";
import { type RunSpec, type RunStep, storeRuns } from "../unit/support/stored_runs.ts";
import { placeOf, runExamples } from "./support/examples.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const LINT: RunStep = { name: "lint", output: [90, "ok"] };
const UNIT: RunStep = { name: "unit", output: ["one", 2000, "two", 490] };
const PASSED: RunSpec = { steps: [LINT, UNIT] };
const FAILED: RunSpec = { steps: [LINT, { ...UNIT, output: [], exitCode: 1 }] };
const RETRIED: RunSpec = { steps: [{ ...LINT, failures: 1 }, UNIT] };
const DEAD: RunSpec = { status: null, steps: [LINT, { ...UNIT, open: true }] };
const OTHER: RunSpec = { workflow: "nightly", steps: [{ name: "all", output: [60_000] }] };

const RUNS = [PASSED, FAILED, OTHER, RETRIED, DEAD, PASSED];

const ALL = `WORKFLOW  RUNS    OK  DEAD    P50    P95    MAX  LAST
build        5   75%     1   2.6s   2.6s   2.6s  ✓✗✓†✓
nightly      1  100%     0  1m00s  1m00s  1m00s  ✓
`;

const BUILD = `build
  runs      5: 3 completed, 1 failed, 1 crashed
  success   75% (crashed runs count as neither)
  took      p50 2.6s, p95 2.6s, max 2.6s
  times     █▁█·█
  outcomes  ✓✗✓†✓

STEP  RUNS    OK    P50    P95    MAX
lint     5  100%  100ms  100ms  100ms  flaky, 1 passed on retry
unit     5   75%   2.5s   2.5s   2.5s  1 crashed

Silent longest in ${idOf(6)}, the newest:
    2.0s  unit after (seq 8)
          │ one
   490ms  unit after (seq 9)
          │ two
   100ms  lint from its start (seq 3)
`;

function stored(runs: readonly RunSpec[]): Scratch {
  const scratch = new Scratch();
  storeRuns(placeOf(scratch), runs);
  return scratch;
}

/** When a session began reads otherwise a year later. */
function withoutTimes(text: string): string {
  return text.replace(/ {2}from .*\n/, "");
}

for (const program of PROGRAMS) {
  test(`stats [${program.name}] has a line for each workflow`, async () => {
    using scratch = stored(RUNS);
    const cases: readonly [words: string, stdout: string | RegExp, stderr: string][] = [
      ["", ALL, "zig-session: 1 crashed session counted as neither success nor failure\n"],
      ["-n 1", /^.*\nbuild +1 +100% .*\nnightly +1 .*\n$/, ""],
      [
        "--since 2026-01-02T05:00Z --until 2026-01-02T06:30Z",
        /^.*\nbuild +1 .*\nnightly +1 .*\n$/,
        "",
      ],
      ["--since 1s", "", "zig-session: no session has ended in that time\n"],
      ["--global -n 1", /^WORKFLOW +PROJECT +RUNS.*\nbuild +- .*\nnightly +- .*\n$/, ""],
    ];
    for (const [words, stdout, stderr] of cases) {
      const result = await runScript(scratch, program, `"\${Z[@]}" stats ${words}`);
      if (typeof stdout === "string") assert.equal(utf8(result.stdout), stdout, words);
      else assert.match(utf8(result.stdout), stdout, words);
      assert.deepEqual([result.stderr, result.code], [stderr, 0], words);
    }
  });

  test(`stats [${program.name}] of a workflow tells of its steps, its trend and its silences`, async () => {
    using scratch = stored(RUNS);
    const { stdout, stderr } = await runScript(scratch, program, `"\${Z[@]}" stats build`);
    assert.equal(withoutTimes(utf8(stdout)), BUILD);
    assert.equal(stderr, "");
  });

  test(`stats [${program.name}] leaves out what runs, and says so`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" true; "\${Z[@]}" record -q --workflow true -- sh -c 'while [ ! -e go ]; do sleep 0.02; done' & recorder=$!
      for _ in $(seq 300); do [ "$("\${Z[@]}" list | wc -l)" = 3 ] && break; sleep 0.02; done
      "\${Z[@]}" stats | cut -c-15; "\${Z[@]}" stats true | grep runs; touch go; wait $recorder`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(
      utf8(stdout),
      "WORKFLOW  RUNS \ntrue         1 \n  runs      1: 1 completed, 1 running left out\n",
    );
    assert.equal(stderr, "zig-session: 1 running session left out\n");
  });

  test(`stats --json [${program.name}] is an array, or one object`, async () => {
    using scratch = stored(RUNS);
    const script = `"\${Z[@]}" stats --json | tr -d '\\n'; echo; "\${Z[@]}" stats build --json`;
    const [all = "", ...one] = utf8((await runScript(scratch, program, script)).stdout).split("\n");
    const summary = {
      runs: 1,
      completed: 1,
      failed: 0,
      dead: 0,
      success_rate: 1,
      duration_ms: { p50: 60_000, p95: 60_000, max: 60_000 },
      running_left_out: 0,
      first_started_at: "2026-01-02T05:00:00.000000+00:00",
      last_started_at: "2026-01-02T05:00:00.000000+00:00",
    };
    assert.deepEqual(JSON.parse(all)[1], { workflow_name: "nightly", ...summary });
    const build = JSON.parse(one.join("\n"));
    assert.deepEqual(Object.keys(build), [
      "workflow_name",
      ...Object.keys(summary),
      "trend",
      "steps",
      "omitted_steps",
      "silences",
      "newest_omitted_lines",
      "newest_omitted_bytes",
      "unreadable_logs",
      "damaged_logs",
    ]);
    assert.deepEqual(build.trend[0], {
      zig_session_id: idOf(1),
      started_at: "2026-01-02T03:00:00.000000+00:00",
      state: "completed",
      duration_ms: 2610,
    });
    assert.deepEqual([build.steps[0].flaky, build.steps[1].flaky], [true, false]);
    assert.deepEqual(build.silences[0], {
      step_name: "unit",
      duration_ms: 2010,
      after_seq: 8,
      after: "output",
      line: "one",
    });
  });

  test(`stats [${program.name}] of nothing is done, of an unknown workflow an error`, async () => {
    using empty = new Scratch();
    const nothing = await runScript(empty, program, `"\${Z[@]}" stats; "\${Z[@]}" stats --json`);
    assert.deepEqual([nothing.stdout, nothing.code], ["[]\n", 0]);
    assert.match(nothing.stderr, /^zig-session: Nothing has been recorded outside git yet/);
    using scratch = stored(RUNS);
    const cases: readonly [words: string, code: number, stderr: RegExp][] = [
      [
        "deploy",
        2,
        /^zig-session: No session of a workflow "deploy" here\. There are: build, nightly\./,
      ],
      ["build --since 1s", 0, /^$/],
      ["build nightly", 2, /^zig-session: /],
      ["-n 0", 2, /^zig-session: -n must be/],
      ["--since soon", 2, /^zig-session: can't read the time "soon"/],
    ];
    for (const [words, code, stderr] of cases) {
      const result = await runScript(scratch, program, `"\${Z[@]}" stats ${words}`);
      assert.equal(result.code, code, words);
      assert.match(result.stderr, stderr, words);
    }
  });

  test(`stats [${program.name}] of hostile names is safe, and its tables fit`, async () => {
    const name = "\x1b[31mstep\x07\u202e\n 部署 production and much more than fits";
    using scratch = stored([{ workflow: name, steps: [{ name, output: ["\x1b[2J", 500, "x"] }] }]);
    for (const columns of [40, 200]) {
      const script =
        `export COLUMNS=${columns}; "\${Z[@]}" stats; "\${Z[@]}" stats -g; "\${Z[@]}" stats "$NAME"; "\${Z[@]}" stats "$NAME" --json | tr -d '\\n'`;
      const text = utf8((await runScript(scratch, program, script, { NAME: name })).stdout);
      assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      const tables = text.split("\n").filter((line) => /RUNS| 100%/.test(line));
      assert.equal(tables.length, 7);
      for (const line of tables.filter((line) => !line.startsWith("  "))) {
        if (!line.startsWith("{")) assert.ok(textWidth(line) <= columns, line);
      }
    }
  });

  test(`stats [${program.name}] of 3,000 sessions`, async () => {
    const runs = Array.from({ length: 3000 }, (_, at) => at % 10 === 3 ? FAILED : PASSED);
    using scratch = stored(runs);
    const script =
      `"\${Z[@]}" stats | tail -1; "\${Z[@]}" stats build | sed -n '2,3p;10,11p'; "\${Z[@]}" stats build | head -1; echo "\${PIPESTATUS[@]}"; "\${Z[@]}" stats build --color always | grep -c $'\\e'`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(
      utf8(stdout),
      /^build +3000 +90% +0 .* ✓✓✓✗✓✓✓✓✓✓\n {2}runs +3000: 2700 completed, 300 failed\n {2}success +90%\nlint +3000 +100% .*\nunit +3000 +90% .*flaky, changed 4 times of late\nbuild\n0 0\n\d+\n$/,
    );
    assert.equal(stderr, "");
  });

  test(`stats [${program.name}]: the examples of the help run`, async () => {
    using scratch = stored(RUNS);
    for (const { code } of await runExamples(scratch, program, command)) assert.equal(code, 0);
  });

  const golden = zigCoreFiles();
  test(
    `stats [${program.name}] of zig-core's sessions${
      golden ? "" : " (skipped: no ZIG_GOLDEN folder)"
    }`,
    {
      skip: !golden,
    },
    async () => {
      using scratch = new Scratch();
      const ZIG_HOME = golden?.globalIndexes[0]?.replace(/\/sessions_index\.json$/, "") ?? "";
      const script = `"\${Z[@]}" stats --global --json`;
      const workflows = JSON.parse(
        utf8((await runScript(scratch, program, script, { ZIG_HOME })).stdout),
      ) as { workflow_name: string; runs: number }[];
      assert.notEqual(workflows.length, 0);
      for (const { workflow_name: name } of workflows) {
        const detail = `"\${Z[@]}" stats --global "$NAME"`;
        const { code, stderr } = await runScript(scratch, program, detail, {
          ZIG_HOME,
          NAME: name,
        });
        assert.deepEqual([code, stderr], [0, ""]);
      }
    },
  );
}
