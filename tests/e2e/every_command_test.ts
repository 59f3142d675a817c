import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../src/program/command_table.ts";
import { zigCoreFolder } from "../unit/support/golden_files.ts";
import { storeRuns } from "../unit/support/stored_runs.ts";
import { placeOf, runExamples } from "./support/examples.ts";
import { storeHostileHome } from "./support/hostile_home.ts";
import { HOSTILE_LINES, terminalTraces } from "./support/hostile_lines.ts";
import { type Program, PROGRAMS, quoted, VIEWING } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { type Reading, READINGS } from "./support/readings.ts";
import { runScript, utf8 } from "./support/script.ts";
import { STORED_ID } from "./support/stored_log.ts";
import { hasTmux, skipped, Terminal } from "./support/terminal.ts";

const TROUBLE = 2;
const HINT = /^zig-session: Nothing has been recorded outside git yet\. Record with/;
const MISUSED =
  /zig-session: (?:unknown|too many|missing|option )|\bSee "zig-session [a-z ]*--help"/;
/** What no message may hold: it is of us and our language, not of what went wrong. */
const LEAKED =
  /\b(?:TypeError|ReferenceError|RangeError|undefined|NaN|Invalid Date)\b|\[object |\.ts:\d/;

for (const program of VIEWING) {
  test(`every command [${program.name}] names its options in its help, and refuses others`, async () => {
    using scratch = new Scratch();
    for (const { name, load, runsCommand } of COMMANDS) {
      const { command } = await load();
      const { stdout, stderr, code } = await run(scratch, program, `${name} --help`);
      assert.deepEqual([code, stderr], [0, ""], name);
      for (const { flags, summary } of command.options) {
        assert.ok(stdout.includes(flags), `${name}: ${flags}`);
        assert.notEqual(summary, "", `${name} ${flags}`);
      }
      for (const [invocation, meaning] of command.examples ?? []) {
        assert.ok(stdout.includes(`  ${invocation}\n      ${meaning}`), `${name}: ${invocation}`);
      }
      const wrong = await run(scratch, program, `${name} --no-such-option`);
      assert.deepEqual([wrong.code, wrong.stdout], [runsCommand ? 125 : TROUBLE, ""], name);
      assert.equal(
        wrong.stderr,
        `zig-session: unknown option '--no-such-option'\nzig-session: See "zig-session ${name} --help".\n`,
      );
    }
    assert.deepEqual(fs.readdirSync(scratch.root), ["work"]);
  });
}

for (const program of PROGRAMS) {
  test(`no command at all [${program.name}], and "help", print the help`, async () => {
    using scratch = new Scratch();
    const help = await run(scratch, program, "--help");
    assert.deepEqual([help.code, help.stderr], [0, ""]);
    assert.deepEqual(await run(scratch, program, ""), help);
    assert.deepEqual(await run(scratch, program, "help"), help);
    const ofList = await run(scratch, program, "list --help");
    assert.deepEqual(await run(scratch, program, "help list"), ofList);
    assert.deepEqual(await run(scratch, program, "ls --help"), ofList);
    const version = await run(scratch, program, "--version");
    assert.deepEqual(await run(scratch, program, "version"), version);
    for (const { name, summary } of COMMANDS) {
      assert.match(help.stdout, new RegExp(`^  ${name}\\b.* ${summary.split(" ")[0]}`, "m"));
    }
  });

  test(`an unknown command [${program.name}] is told what may have been meant`, async () => {
    using scratch = new Scratch();
    const meant: readonly (readonly [words: string, hint: string])[] = [
      ["view", 'unknown command "view". Did you mean: zig-session show?'],
      ["lsit", 'unknown command "lsit". Did you mean: zig-session list?'],
      ["sh -c 'a b'", `unknown command "sh". To record it: zig-session record -- sh -c 'a b'`],
      ["-- sh x", 'unknown command "--". To record it: zig-session record -- sh x'],
      ["frobnicate x", 'unknown command "frobnicate". See "zig-session --help".'],
    ];
    for (const [words, hint] of meant) {
      const { code, stdout, stderr } = await run(scratch, program, words);
      assert.deepEqual([code, stdout, stderr], [TROUBLE, "", `zig-session: ${hint}\n`]);
    }
  });

  test(`an error [${program.name}] with --json is one object`, async () => {
    using scratch = new Scratch();
    for (const [words, code] of [["show nosuch", "session_not_found"], ["list -n x", "usage"]]) {
      const { stderr } = await run(scratch, program, `${words} --json`);
      const { error } = JSON.parse(stderr);
      assert.deepEqual(Object.keys(error), ["code", "message", "hint"]);
      assert.equal(error.code, code);
    }
  });

  for (const { name, load } of COMMANDS) {
    test(`${name} [${program.name}]: every example of its help runs`, async () => {
      const { command } = await load();
      using scratch = new Scratch();
      storeExampleRuns(scratch);
      assert.ok((command.examples ?? []).length > 0);
      for (const { stdout, stderr } of await runExamples(scratch, program, command)) {
        const said = utf8(stdout + stderr);
        assert.doesNotMatch(said, MISUSED);
        if (READINGS.some((reading) => reading.name === name)) {
          assert.doesNotMatch(said, /No session "/);
        }
        assert.doesNotMatch(said, LEAKED);
      }
    });
  }

  test(`every reading command [${program.name}] says so where nothing is recorded, and how to begin`, async () => {
    const ofOneWorkflow: Reading = { name: "stats", words: "deploy", empty: [TROUBLE, ""] };
    for (const { name, words = "", empty: [code, stdout] } of [...READINGS, ofOneWorkflow]) {
      using scratch = new Scratch();
      const result = await run(scratch, program, `${name} ${words}`);
      assert.deepEqual([result.code, result.stdout], [code, stdout], name);
      assert.match(result.stderr, HINT, name);
      assert.deepEqual(fs.readdirSync(scratch.root), ["work"], name);
    }
  });

  test(`every reading command [${program.name}] tells in words what stands in its way`, async () => {
    using scratch = new Scratch();
    storeExampleRuns(scratch);
    for (const { name, words = "" } of READINGS) {
      const full = await run(scratch, program, `${name} ${words === "" ? "" : "o"} > /dev/full`);
      assert.equal(full.code, TROUBLE, name);
      assert.match(
        full.stderr,
        /^zig-session: Could not write to stdout: no space is left on the device$/m,
      );
      if (program.name === "executable") {
        const closed = await run(scratch, program, `${name} ${words === "" ? "" : "o"} >&-`);
        assert.equal(closed.code, full.code, name);
        assert.match(
          closed.stderr,
          /^zig-session: Could not write to stdout: the stream is closed$/m,
        );
      }
      const noFolder = await run(scratch, program, `${name} ${words}`, { ZIG_HOME: "/dev/null" });
      assert.notEqual(noFolder.stderr, "", name);
      assert.doesNotMatch(noFolder.stderr, /\bE[A-Z]{4,}\b/, name);
    }
  });

  test(`every reading command [${program.name}] ends quietly when nobody reads on`, async () => {
    using scratch = new Scratch();
    storeRuns(
      placeOf(scratch),
      Array.from({ length: 3 }, () => ({
        steps: [{
          name: "make",
          output: Array.from({ length: 20_000 }, (_, line) => `line ${line}`),
        }],
      })),
    );
    const calls = READINGS.flatMap(({ name, words = "", variants = [], good }) =>
      ["", ...variants].map((variant) => ({ call: `${name} ${words} ${variant}`, good }))
    );
    const script = calls.map(({ call }) =>
      `"\${Z[@]}" ${call} | head -1 > /dev/null; echo "\${PIPESTATUS[0]}"`
    );
    const { stdout, stderr } = await runScript(scratch, program, script.join("\n"));
    assert.equal(stderr, "");
    stdout.trim().split("\n").forEach((code, index) => {
      const { call, good = [0] } = calls[index] ?? { call: "?" };
      assert.ok(good.includes(Number(code)), `${call}: exit code ${code}`);
    });
    assert.equal(stdout.trim().split("\n").length, calls.length);
  });

  const golden = zigCoreFolder();
  test(`every reading command [${program.name}] reads what zig-core wrote${golden ? "" : " (skipped: it is not here)"}`, async () => {
    if (!golden) return;
    using scratch = new Scratch();
    fs.cpSync(golden, scratch.home, { recursive: true });
    for (const { name, words = "", variants = [] } of READINGS) {
      for (const variant of ["", ...variants]) {
        // Of all of them, but for what stands in one index.
        const scope = /--index|--global/.test(variant) ? "" : "--global";
        const { stdout, stderr } = await run(
          scratch,
          program,
          `${name} ${words} ${variant} ${scope}`,
        );
        assert.doesNotMatch(stdout + stderr, LEAKED);
        assert.doesNotMatch(stderr, /damaged|Could not/, name);
        // Whose latest session is the first of its workflow.
        assert.ok(
          stdout !== "" || (name === "diff" && /No earlier successful/.test(stderr)),
          `${name} ${variant}: ${stderr}`,
        );
      }
    }
  });
}

for (const program of VIEWING) {
  for (const columns of [40, 200]) {
    test(`every reading command [${program.name}] of hostile sessions leaves a terminal of ${columns} columns alone${skipped}`, async () => {
      if (!hasTmux) return;
      using scratch = new Scratch();
      storeHostileHome(scratch);
      using terminal = new Terminal(scratch, columns);
      terminal.keys("export PAGER=cat; clear", "Enter");
      const traces = terminalTraces(terminal);
      for (const { name, words = "", variants = [] } of READINGS) {
        const operands = name === "diff" ? `FA1ED ${STORED_ID}` : words;
        for (const variant of ["", ...variants]) {
          // In the command itself the word stands apart, so that only its output shows it.
          const call = `${quoted(program.words)} ${name} ${operands} ${variant}; echo o"ver $?"`;
          terminal.keys("clear", "Enter");
          terminal.keys(call, "Enter");
          const screen = await terminal.awaitScreen(/^over [0-3]$/m);
          assert.doesNotMatch(screen, /[\u202a-\u202e\u2066-\u2069]/, call);
          assert.deepEqual(terminalTraces(terminal), traces, call);
        }
      }
    });
  }
}

test("READINGS of every_command_test has every command that looks at sessions", () => {
  const others = [
    "record",
    "start",
    "tier",
    "step",
    "skip",
    "end",
    "event",
    "redact",
    "help",
    "doctor",
  ];
  const keeping = ["gc", "rm", "verify", "repair", "completions", "man"];
  const known = [...READINGS.map(({ name }) => name), ...others, ...keeping];
  assert.deepEqual(COMMANDS.map(({ name }) => name).filter((name) => !known.includes(name)), []);
  assert.ok(HOSTILE_LINES.length > 10);
});

async function run(
  scratch: Scratch,
  program: Program,
  words: string,
  environment: Readonly<Record<string, string>> = {},
) {
  const script = `"\${Z[@]}" ${words}`;
  const { stdout, stderr, code } = await runScript(scratch, program, script, environment);
  return { stdout: utf8(stdout), stderr: utf8(stderr), code };
}

/** Sessions with the names that stand in the examples: two that can be compared, and one that failed. */
function storeExampleRuns(scratch: Scratch): void {
  const steps = [{ name: "unit", output: ["ok", "!warn: slow"] }, { name: "deploy" }];
  storeRuns(placeOf(scratch), [
    { id: "01K000000000000000000BC5CB", workflow: "build", steps },
    { id: "01K000000000000000000C7K2M", workflow: "build", steps },
    { workflow: "nightly", steps: [{ name: "unit", exitCode: 2, output: ["!panic: no till"] }] },
    { id: STORED_ID.replace(/7K2M$/, "Z9QX"), workflow: "build", steps },
  ]);
  fs.mkdirSync(join(scratch.work, "dist"), { recursive: true });
}
