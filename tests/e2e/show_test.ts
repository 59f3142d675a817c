import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Program, PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const ID = "01K00000000000000000000000";

/** A night build: lint was skipped, unit failed at its second attempt, docs may fail, and deploy was never reached. */
const NIGHT: readonly (readonly [second: number, fields: Record<string, unknown>])[] = [
  [0, {
    type: "zig_session_started",
    workflow_name: "nightly",
    workflow_path: "ci.sh",
    workspace_path: null,
    cwd: "/home/ada/shop",
    prompt: null,
    tier_count: 2,
  }],
  [0, { type: "tier_started", tier_index: 0, step_names: ["lint", "unit", "docs"] }],
  [0, { type: "step_skipped", step_name: "lint", reason: "no sources changed" }],
  [0, started("unit", "npm test")],
  [0, started("docs", "make docs")],
  [1, output("unit", "stdout", "\x1b[32mok 1\x1b[0m - adds")],
  [2, output("unit", "stderr", "warning: 3 deprecated calls")],
  [3, failed("unit", 1, { retrying: true })],
  [4, output("unit", "stdout", "ok 1 - adds")],
  [5, output("unit", "stderr", "src/cart.ts:12:5 - error TS2304: Cannot find name 'totl'.")],
  [5, output("docs", "stdout", "\x1b]0;owned\x07building\rdone")],
  [6, {
    type: "step_completed",
    step_name: "docs",
    exit_code: 0,
    duration_ms: 6000,
    saved_vars: [],
  }],
  [10, output("unit", "stdout", "1 of 2 failed")],
  [10, failed("unit", 2)],
  [10, { type: "tier_started", tier_index: 1, step_names: ["deploy"] }],
  [10, { type: "zig_session_ended", status: "failure", duration_ms: 10_000 }],
];

for (const program of PROGRAMS) {
  test(`show [${program.name}] tells why a step failed, tiers, steps, times and what to type next`, async () => {
    const text = await showNight(program, "");
    assert.equal(
      text,
      `✗ nightly failed after 10.0s, exit code 1

  ✗ unit  10.0s   2 attempts: exited with code 1
    $ npm test
    full output of attempt 2 (3 lines):
    out │ ok 1 - adds
    err │ src/cart.ts:12:5 - error TS2304: Cannot find name 'totl'.
    out │ 1 of 2 failed

tier 1
  - lint                                  skipped: no sources changed
  ✗ unit    10.0s   ━━━━━━━━━━━━━━━━━━━━  2 attempts: exited with code 1
  ✓ docs    6.0s    ━━━━━━━━━━━━

tier 2
  · deploy                                not run

1 passed, 1 failed, 1 skipped, 1 not run

  started   2026-01-02 03:00:00
  folder    /home/ada/shop
  id        ${ID}
  log       LOG

Full output (5 lines): zig-session show ${ID} --output unit
Compare with its last success: zig-session diff ${ID}
`,
    );
  });

  test(`show [${program.name}] in 40 columns leaves the bars out, and --color always only adds colours`, async () => {
    const narrow = await showNight(program, "--tail 1", { COLUMNS: "40" });
    assert.match(
      narrow,
      /\n {2}✗ unit {2}10\.0s {3}2 attempts: .*\n.*\n {4}\$ npm test\n {4}cause:\n {4}err │ src\/cart\.ts:12:5 - error \n {8}│ TS2304: Cannot find name \n {8}│ 'totl'\.\n {4}last lines:\n {4}out │ 1 of 2 failed\n\n/,
    );
    assert.ok(!narrow.includes("━"));
    const colored = await showNight(program, "--color always");
    assert.match(colored, /\x1b\[31m/);
    // deno-lint-ignore no-control-regex
    assert.equal(
      colored.replace(/\x1b\[\d+m/g, "").replace(/ +$/gm, ""),
      await showNight(program, "--color never"),
    );
    assert.ok(!(await showNight(program, "", { NO_COLOR: "1" })).includes("\x1b"));
  });

  test(`show --budget [${program.name}] tells verdict, step, reason, end and where the rest is`, async () => {
    const whole = await showNight(program, "--budget 2000");
    assert.equal(
      whole,
      `✗ nightly failed after 10.0s, session ${ID}
step unit: 2 attempts: exited with code 1
$ npm test
full output of attempt 2 (3 lines):
ok 1 - adds
src/cart.ts:12:5 - error TS2304: Cannot find name 'totl'.
1 of 2 failed
full output (5 lines): zig-session show ${ID} --output unit
`,
    );
    assert.equal(
      await showNight(program, `--budget ${Buffer.byteLength(whole) - 1}`),
      `✗ nightly failed after 10.0s, session ${ID}
step unit: 2 attempts: exited with code 1
$ npm test
cause:
    10 │ src/cart.ts:12:5 - error TS2304: Cannot find name 'totl'.
last lines:
    13 │ 1 of 2 failed
full output (5 lines): zig-session show ${ID} --output unit
`,
    );
    for (const size of ["199", "1"]) {
      assert.equal(
        await showNight(program, `--budget ${size}`),
        `zig-session: --budget must be at least 200 bytes, not "${size}".\nexit 2\n`,
      );
    }
    const json = JSON.parse(await showNight(program, "--budget 2000 --json"));
    assert.deepEqual([json.state, json.failing_steps.length], ["failed", 1]);
    const [step] = json.failing_steps;
    assert.deepEqual([step.step_name, step.command, step.exit_code, step.attempts], [
      "unit",
      "npm test",
      1,
      2,
    ]);
    assert.deepEqual(step.causes, [{
      first_seq: 10,
      last_seq: 10,
      lines: [{
        seq: 10,
        stream: "stderr",
        line: "src/cart.ts:12:5 - error TS2304: Cannot find name 'totl'.",
      }],
    }]);
  });

  test(`show --output [${program.name}] prints what was recorded, in whole or in part`, async () => {
    assert.equal(
      await showNight(program, "--output unit"),
      "ok 1 - adds\nwarning: 3 deprecated calls\nok 1 - adds\nsrc/cart.ts:12:5 - error TS2304: Cannot find name 'totl'.\n1 of 2 failed\n",
    );
    assert.equal(
      await showNight(program, "--output unit --color always"),
      "\x1b[32mok 1\x1b[0m - adds\x1b[0m\nwarning: 3 deprecated calls\nok 1 - adds\nsrc/cart.ts:12:5 - error TS2304: Cannot find name 'totl'.\n1 of 2 failed\n",
    );
    assert.equal(await showNight(program, "--output docs"), "done\n");
    assert.equal(
      await showNight(program, "--output docs --raw"),
      "\x1b]0;owned\x07building\rdone\n",
    );
    assert.equal(
      await showNight(program, "--output --stream stderr --color never --timestamps"),
      "03:00:02.000 warning: 3 deprecated calls\n03:00:05.000 src/cart.ts:12:5 - error TS2304: Cannot find name 'totl'.\n",
    );
    assert.equal(
      await showNight(program, "--output unit --color never --grep '^ok \\d'"),
      "ok 1 - adds\nok 1 - adds\n",
    );
    assert.equal(
      await showNight(program, "--output nothing"),
      'zig-session: The session has no step "nothing". It has: lint, unit, docs, deploy.\nexit 2\n',
    );
    assert.equal(
      await showNight(program, "--output 7k2m"),
      'zig-session: The session has no step "7k2m". It has: lint, unit, docs, deploy. For a session: zig-session show 7k2m --output\nexit 2\n',
    );
    for (
      const options of [
        "--stream stdout",
        "--output --json",
        "--output --budget 900",
        "--output --grep '('",
        "--output --stream in",
      ]
    ) {
      const said = options.includes("--json") ? '\\{"error":\\{"code":"usage",' : "zig-session: ";
      assert.match(await showNight(program, options), new RegExp(`^${said}.*\\nexit 2\\n$`));
    }
  });

  test(`show --json [${program.name}] has all that the text tells`, async () => {
    const json = JSON.parse(await showNight(program, "--json"));
    assert.deepEqual(
      json.steps.map((
        step: Record<string, unknown>,
      ) => [step["step_name"], step["status"], step["attempts"], step["duration_ms"]]),
      [["lint", "skipped", 0, null], ["unit", "failed", 2, 10000], ["docs", "completed", 1, 6000], [
        "deploy",
        "not_run",
        0,
        null,
      ]],
    );
  });
}

/** What `show` prints of the night build, on stdout and stderr, and its exit code when that is not 0. */
async function showNight(
  program: Program,
  options: string,
  environment: Record<string, string> = { COLUMNS: "100" },
): Promise<string> {
  using scratch = new Scratch();
  const folder = join(scratch.home, "logs/sessions");
  fs.mkdirSync(folder, { recursive: true });
  const log = join(folder, `${ID}.jsonl`);
  const lines = NIGHT.map(([second, fields], index) => {
    const ts = `2026-01-02T03:00:${String(second).padStart(2, "0")}.000000+00:00`;
    return JSON.stringify({ seq: index + 1, ts, zig_session_id: ID, ...fields });
  });
  fs.writeFileSync(log, `${lines.join("\n")}\n`);
  const script = `"\${Z[@]}" show ${options} 2>&1 || echo "exit $?"`;
  const { stdout } = await runScript(scratch, program, script, { TZ: "UTC", ...environment });
  return utf8(stdout).replaceAll(log, "LOG");
}

function started(step_name: string, prompt_preview: string) {
  const rest = { zag_session_id: `zig-nightly-${step_name}`, zag_command: "exec", model: null };
  return { type: "step_started", step_name, tier_index: 0, ...rest, prompt_preview };
}

function output(step_name: string, stream: string, line: string) {
  return { type: "step_output", step_name, stream, line };
}

function failed(step_name: string, attempt: number, extra: Record<string, unknown> = {}) {
  return {
    type: "step_failed",
    step_name,
    exit_code: 1,
    attempt,
    error: "exited with code 1",
    ...extra,
  };
}
