import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { SessionLogEvent } from "../../src/session/mod.ts";
import { events, outputLines } from "./support/log.ts";
import { type Program, PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, type ScriptResult } from "./support/script.ts";

/** A git project in the work folder, with configurations. */
class ConfiguredScratch extends Scratch {
  readonly own = join(this.home, "session.jsonc");
  readonly ofProject = join(this.work, ".zig", "session.jsonc");

  constructor(readonly program: Program) {
    super();
    fs.mkdirSync(join(this.work, ".git"));
  }

  configure(path: string, config: object | string): void {
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.writeFileSync(path, typeof config === "string" ? config : JSON.stringify(config));
  }

  run(script: string, environment: Readonly<Record<string, string>> = {}): Promise<ScriptResult> {
    return runScript(this, this.program, script, environment);
  }

  /** The newest event of a type. */
  last(type: SessionLogEvent["type"]): Record<string, unknown> | undefined {
    const found = events(this).findLast((event) => event.type === type);
    return found && { ...found };
  }
}

const USED =
  "zig-session: ignored this config file because of the error above, except for its redaction rules\n";

for (const program of PROGRAMS) {
  test(`record [${program.name}] takes line length, heartbeat and redactions from both configurations`, async () => {
    using scratch = new ConfiguredScratch(program);
    scratch.configure(
      scratch.own,
      `{
        // for all projects
        "maxLine": "8", "heartbeat": "1m",
        "redact": { "patterns": ["id-\\\\d+"], "valueFiles": ["secrets"], }
      }`,
    );
    fs.writeFileSync(join(scratch.home, "secrets"), "first of mine\n");
    scratch.configure(scratch.ofProject, {
      heartbeat: "1s",
      redact: { patterns: ["ref-\\d+"], names: ["*_PIN"], valueFiles: ["../values"] },
    });
    scratch.write("values", "the-value of ours\n");
    const script =
      `echo id-1 ref-2; echo "$DOOR_PIN"; echo first of mine; echo the-value of ours; echo 0123456789`;
    const { stdout, stderr, code } = await scratch.run(
      `"\${R[@]}" sh -c '${script}; sleep 1.5'`,
      { DOOR_PIN: "4711-0815" },
    );
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^id-1 ref-2\n4711-0815\nfirst of mine\n/);
    assert.deepEqual(outputLines(scratch, "stdout"), [
      "*** ***",
      "***",
      "***",
      "***",
      "01234567",
      "89",
    ]);
    assert.equal(scratch.last("heartbeat")?.["interval_secs"], 1);
    // Four of them are in the command line.
    assert.equal(scratch.last("step_completed")?.["redact"], 9);
  });

  test(`record [${program.name}] hears its options before any configuration, and adds their redactions`, async () => {
    using scratch = new ConfiguredScratch(program);
    scratch.configure(scratch.own, {
      maxLine: "8",
      redact: { patterns: ["id-\\d+"], output: true },
    });
    const { stdout, stderr } = await scratch.run(
      `"\${Z[@]}" record -q --max-line 12 --redact 'x{4}' -- echo id-1 xxxx 0123456789`,
    );
    assert.deepEqual([stdout, stderr], ["*** *** 0123456789\n", ""]);
    assert.deepEqual(outputLines(scratch, "stdout"), ["*** *** 0123", "456789"]);
    await scratch.run(`"\${Z[@]}" record -q --no-redact -- echo id-1`);
    assert.deepEqual(outputLines(scratch, "stdout"), ["id-1"]);
    await scratch.run(`ZIG_SESSION_CONFIG=off "\${R[@]}" echo id-1 0123456789`);
    assert.deepEqual(outputLines(scratch, "stdout"), ["id-1 0123456789"]);
  });

  test(`step, start, tier, skip, event [${program.name}] mask what is configured`, async () => {
    using scratch = new ConfiguredScratch(program);
    scratch.configure(scratch.ofProject, { redact: { patterns: ["id-\\d+"] } });
    const event = JSON.stringify({
      type: "step_output",
      step_name: "id-5",
      stream: "stdout",
      line: "of id-5",
    });
    const { code } = await scratch.run(`set -e; mkdir deep; cd deep
      export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow id-1)
      "\${Z[@]}" tier id-2; "\${Z[@]}" step -q id-3 -- echo id-3; "\${Z[@]}" skip x --reason id-4
      "\${Z[@]}" event --json '${event}'; "\${Z[@]}" end -q`);
    assert.equal(code, 0);
    const text = fs.readFileSync(scratch.logs().at(-1) ?? "", "utf8");
    assert.doesNotMatch(text, /id-\d/);
    assert.equal(text.match(/\*\*\*/g)?.length, 12);
  });

  test(`record [${program.name}] keeps what the user wants masked, whatever a project's file says`, async () => {
    using scratch = new ConfiguredScratch(program);
    scratch.configure(scratch.own, { redact: { patterns: ["id-\\d+"] } });
    const hostile = [
      '{ "redact": { "patterns": [] } }',
      '{ "redact": false }',
      '{ "redact": { "output": true, "off": true } }',
      '{ "__proto__": { "redact": { "patterns": [] } }, "constructor": { "prototype": {} } }',
      `{ "redact": { "patterns": ["${"(".repeat(30_000)}"] } }`,
      `{ "redact": { "patterns": ["${"(".repeat(15_000)}a${")".repeat(15_000)}"] } }`,
      "[".repeat(60_000),
      "\0\xff",
      "{",
    ];
    for (const text of hostile) {
      scratch.configure(scratch.ofProject, text);
      const { stdout, code } = await scratch.run(`"\${R[@]}" sh -c 'echo id-1 $MY_TOKEN; exit 7'`, {
        MY_TOKEN: "a-secret-token",
      });
      const shown = text.slice(0, 60);
      assert.deepEqual([stdout, code], ["id-1 a-secret-token\n", 7], shown);
      assert.deepEqual(outputLines(scratch, "stdout"), ["*** ***"], shown);
    }
  });

  test(`record [${program.name}] is not kept waiting by what lies in the place of a configuration`, async () => {
    using scratch = new ConfiguredScratch(program);
    const { ofProject } = scratch, outside = join(scratch.root, "outside");
    fs.writeFileSync(outside, '{ "heartbeat": "1s" }');
    scratch.configure(ofProject, "");
    const planted: readonly (readonly [reason: string, plant: () => void])[] = [
      ["it is not a regular file", () => execFileSync("mkfifo", [ofProject])],
      ["it is larger than 64 KiB", () => {
        fs.writeFileSync(ofProject, "");
        fs.truncateSync(ofProject, 2 ** 30);
      }],
      ["it leads out of the project", () => fs.symlinkSync(outside, ofProject)],
      ["it leads out of the project", () => fs.symlinkSync("/dev/zero", ofProject)],
    ];
    for (const [reason, plant] of planted) {
      fs.rmSync(ofProject);
      plant();
      const { stdout, stderr, code } = await scratch.run(`"\${R[@]}" echo hello`);
      assert.deepEqual([stdout, code], ["hello\n", 0], reason);
      assert.match(stderr, new RegExp(`^zig-session: Could not read "${ofProject}": ${reason}\\.`));
      assert.ok(stderr.endsWith(USED));
      assert.equal(scratch.last("zig_session_ended")?.["status"], "success");
    }
  });

  test(`record, step [${program.name}]: a broken configuration keeps no command from being run, but with --strict`, async () => {
    using scratch = new ConfiguredScratch(program);
    scratch.configure(scratch.ofProject, `{\n  "heartbaet": "1s",\n  "maxLine": "8"\n}`);
    const told =
      `zig-session: ${scratch.ofProject}:2:3: unknown key "heartbaet" (did you mean "heartbeat"?). ` +
      `Known keys: redact, heartbeat, maxLine, maxLog, minFree, retention, color\n${USED}`;
    const script = "echo 0123456789; exit 3";
    const ran = await scratch.run(`"\${R[@]}" sh -c '${script}'`);
    assert.deepEqual(ran, { stdout: "0123456789\n", stderr: told, code: 3 });
    assert.deepEqual(outputLines(scratch, "stdout"), ["0123456789"]);
    const step = await scratch.run(`"\${Z[@]}" step -q unit -- sh -c '${script}'`);
    assert.deepEqual(step, { stdout: "0123456789\n", stderr: told, code: 3 });
    const quiet = await scratch.run(`"\${Z[@]}" record -q --no-warnings -- sh -c '${script}'`);
    assert.deepEqual(quiet, { stdout: "0123456789\n", stderr: "", code: 3 });
    const strict = await scratch.run(`"\${Z[@]}" record -q --strict -- sh -c '${script}'`);
    assert.deepEqual([strict.stdout, strict.code], ["", 125]);
    assert.ok(strict.stderr.includes(told), strict.stderr);
    const off = await scratch.run(`ZIG_SESSION=off "\${R[@]}" sh -c '${script}'`);
    assert.deepEqual(off, { stdout: "0123456789\n", stderr: "", code: 3 });
    // Who writes into a FIFO waits until somebody opens it.
    const opened = await scratch.run(
      `rm "$CONFIG"; mkfifo "$CONFIG"; (exec 3> "$CONFIG"; echo opened) & sleep 0.2
      ZIG_SESSION=off "\${R[@]}" true; sleep 0.2; kill $!; wait`,
      { CONFIG: scratch.ofProject },
    );
    assert.deepEqual([opened.stdout, opened.stderr], ["", ""]);
  });

  test(`record [${program.name}] around steps tells a broken configuration once, steps what else is broken`, async () => {
    using scratch = new ConfiguredScratch(program);
    const fault = "Known keys: redact, heartbeat, maxLine, maxLog, minFree, retention, color\n";
    scratch.configure(scratch.ofProject, `{ "maxlin": 1 }`);
    const other = join(scratch.work, "other");
    fs.mkdirSync(join(other, ".git"), { recursive: true });
    const ofOther = join(other, ".zig", "session.jsonc");
    scratch.configure(ofOther, `{ "nope": 1 }`);
    const told = (path: string, what: string) => `zig-session: ${path}:1:3: ${what}${fault}${USED}`;
    const ofProject = told(scratch.ofProject, `unknown key "maxlin" (did you mean "maxLine"?). `);
    const ci =
      `"$@" step -q a -- "$@" step -q b -- true; "$@" record -q -- true; cd other; "$@" step -q c -- true`;
    const nested = await scratch.run(`"\${R[@]}" bash -c '${ci}' bash "\${Z[@]}"`);
    assert.equal(nested.stderr, told(ofOther, `unknown key "nope". `) + ofProject);
    // It is of one session: what is left over alone keeps nothing from being told.
    const later = await scratch.run(
      `"\${R[@]}" env | grep FAULTS > left; export "$(cat left)"; "\${R[@]}" true`,
    );
    assert.equal(later.stderr, ofProject + ofProject);
  });

  test(`start [${program.name}] fails with 2 for a broken configuration, and names the place`, async () => {
    using scratch = new ConfiguredScratch(program);
    scratch.configure(scratch.ofProject, `{ "maxlin": 1 }`);
    const told =
      `zig-session: ${scratch.ofProject}:1:3: unknown key "maxlin" (did you mean "maxLine"?). ` +
      "Known keys: redact, heartbeat, maxLine, maxLog, minFree, retention, color\n";
    const start = await scratch.run(`"\${Z[@]}" start`);
    assert.deepEqual([start.stdout, start.code], ["", 2]);
    assert.equal(start.stderr, told);
  });
}
