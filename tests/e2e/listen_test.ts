import assert from "node:assert/strict";
import { test } from "node:test";
import { command } from "../../src/commands/listen.ts";
import { HOSTILE_LINES, HOSTILE_MARK, terminalTraces } from "./support/hostile_lines.ts";
import { runExamples } from "./support/examples.ts";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";
import { logOf, STORED_LINES, STORED_SUFFIX, storeLog } from "./support/stored_log.ts";
import { hasTmux, skipped, Terminal } from "./support/terminal.ts";

const UTC = { TZ: "UTC", NO_COLOR: "" };

const TEXT = `
▶ zig session started: release (2 tiers)
── tier 1 (lint, unit)
  skipping 'lint' (no change)
  running step 'unit' (zag exec, session=zig-release-unit)...
[unit] one green
[unit] two é 日本
  step 'unit' failed (attempt 1): exited with code 2
[unit] three
  completed 'unit' in 5250ms (saved: version)
── tier 2 (deploy)
  running step 'deploy' (zag run model=m1, session=zig-release-deploy)...
  step 'deploy' failed (attempt 2): killed
■ zig session ended (Failure) in 13000ms
`.slice(1).split("\n").slice(0, -1);

const RICH = `
10:00:01 ▶ release 01K00000000000000000007K2M, 2026-01-02
10:00:02 ── tier 1 (lint, unit)
10:00:03 lint - skipped: no change
10:00:04 unit ● $ npm test
10:00:05 unit │ one green
10:00:06 unit │ two é 日本
10:00:08 unit ✗ exited with code 2
10:00:09 unit │ three
10:00:10 unit ✓ 5.3s, saved version
10:00:11 ── tier 2 (deploy)
10:00:12 deploy ● zag run m1: ship it
10:00:13 deploy ✗ killed, attempt 2
10:00:14 ✗ failed after 13.0s
`.slice(1).split("\n").slice(0, -1);

/** The lines of {@link TEXT} that options choose, from 0. */
const CHOICES: readonly (readonly [options: string, lines: readonly number[]])[] = [
  ["", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  [`${STORED_SUFFIX} --from start --no-follow`, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ["-n 3", [10, 11, 12]],
  // The heartbeat, which has no line, counts for none.
  ["--lines 8 --no-follow", [5, 6, 7, 8, 9, 10, 11, 12]],
  ["-n 0", []],
  ["-n 100", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ["--from end", []],
  ["--from 13", [11, 12]],
  ["--from 99", []],
  ["--step deploy", [10, 11]],
  ["--stream stderr", [5]],
  ["--stream stdout -n 1", [7]],
  ["--type step_failed,zig_session_ended", [6, 11, 12]],
];

for (const program of PROGRAMS) {
  test(`listen [${program.name}] tells what its options choose, and how the session ended`, async () => {
    using scratch = new Scratch();
    storeLog(scratch, logOf(STORED_LINES));
    const script = CHOICES.map(([options]) => `"\${Z[@]}" listen ${options}; echo "exit $?"`);
    const expected = CHOICES.flatMap(([_, lines]) => [...lines.map((at) => TEXT[at]), "exit 1"]);
    const { stdout, stderr } = await runScript(scratch, program, script.join("\n"), UTC);
    assert.equal(utf8(stdout), `${expected.join("\n")}\n`);
    assert.equal(stderr, "");
  });

  test(`listen [${program.name}] has formats for people and for programs`, async () => {
    using scratch = new Scratch();
    const log = logOf(STORED_LINES);
    storeLog(scratch, log);
    const outputs = async (options: string) =>
      utf8((await runScript(scratch, program, `"\${Z[@]}" listen ${options}`, UTC)).stdout);
    assert.equal(await outputs("--json"), log);
    assert.equal(await outputs("--format json --timestamps"), log);
    assert.equal(await outputs("--format rich"), `${RICH.join("\n")}\n`);
    assert.equal(
      await outputs("--format rich --timestamps -n 1"),
      "10:00:14.123 ✗ failed after 13.0s\n",
    );
    assert.equal(
      await outputs("--format text --timestamps -n 1"),
      "10:00:14.123 ■ zig session ended (Failure) in 13000ms\n",
    );
    assert.equal(
      await outputs("--format rich --color always --step unit --stream stdout"),
      "\x1b[2m10:00:05\x1b[22m \x1b[36munit\x1b[39m \x1b[2m│\x1b[22m one \x1b[32mgreen\x1b[0m\x1b[0m\n" +
        "\x1b[2m10:00:09\x1b[22m \x1b[36munit\x1b[39m \x1b[2m│\x1b[22m three\n",
    );
    assert.equal(
      await outputs("--format text --raw --stream stderr"),
      "[unit] two \x1b]0;owned\x07é 日本\n",
    );
  });

  test(`listen [${program.name}] refuses what it cannot mean`, async () => {
    using scratch = new Scratch();
    storeLog(scratch, logOf(STORED_LINES));
    const wrong = ["--format xml", "--json --format rich", "--from x", "-n x", "--from 1 -n 1"];
    for (const words of wrong) {
      const script = `"\${Z[@]}" listen ${words}`;
      const { stdout, stderr, code } = await runScript(scratch, program, script);
      assert.deepEqual([stdout, code], ["", 2], `"${words}": ${stderr}`);
    }
  });

  test(`listen --json [${program.name}] of a live session of 100,000 lines is its log`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" sh -c 'echo first; while [ ! -e go ]; do sleep 0.02; done; seq 1 50000; sleep 0.3; seq 1 50000' > /dev/null &
      for _ in $(seq 300); do grep -qs first "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      "\${Z[@]}" listen --active --json > listened & listener=$!
      for _ in $(seq 300); do grep -qs first listened && break; sleep 0.02; done
      touch go; wait $listener; echo "exit $?"; cmp listened "$ZIG_HOME"/logs/sessions/*.jsonl && wc -l < listened`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const [exit, lines] = stdout.trim().split("\n");
    assert.deepEqual([exit, stderr], ["exit 0", ""]);
    assert.ok(Number(lines) >= 100_000, stdout);
  });

  test(`listen --no-follow [${program.name}] of a running session ends with 4`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" start --workflow w > id; "\${Z[@]}" listen --no-follow; echo "exit $?"
      "\${Z[@]}" listen --no-follow -n 0 --json; echo "exit $?"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(utf8(stdout), "▶ zig session started: w (0 tiers)\nexit 4\nexit 4\n", stderr);
  });

  test(`listen [${program.name}] follows an open session over its steps`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow w)
      "\${Z[@]}" listen --from end --stream stdout > listened & listener=$!
      for _ in $(seq 300); do ls /proc/$listener/fd -l | grep -q jsonl && break; sleep 0.02; done
      "\${Z[@]}" step -q one -- echo 1 > /dev/null; sleep 0.7
      "\${Z[@]}" step -q two -- echo 2 > /dev/null; "\${Z[@]}" end
      wait $listener; echo "exit $?"; cat listened`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "exit 0\n[one] 1\n[two] 2\n");
  });

  test(`listen [${program.name}] of a recorder that is killed ends with 3`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" sh -c 'echo alive; echo $$ > child; exec sleep 20' > /dev/null 2>&1 & recorder=$!
      for _ in $(seq 300); do grep -qs '"line":"alive"' "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      "\${Z[@]}" listen --stream stdout > listened & listener=$!
      for _ in $(seq 300); do grep -qs alive listened && break; sleep 0.02; done
      kill -KILL $recorder; wait $recorder 2> /dev/null; wait $listener; echo "exit $?"
      cat listened; kill $(cat child)`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    assert.match(
      text,
      /^exit 3\n\[sh\] alive\n† zig session crashed: .*last activity .*ago\)\)\n$/,
    );
  });

  test(`listen [${program.name}] ends with its reader, also while nothing is to be told`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" start --workflow w > id; "\${Z[@]}" listen | head -1; echo "\${PIPESTATUS[@]}"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(utf8(stdout), "▶ zig session started: w (0 tiers)\n0 0\n");
    assert.equal(stderr, "");
  });

  test(`listen [${program.name}] goes on when repair has replaced the log, and loses nothing`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow w)
      "\${Z[@]}" step -q one -- seq 1 3 > /dev/null
      log=$(echo "$ZIG_HOME"/logs/sessions/*.jsonl); inode=$(stat -c %i $log)
      sed -i '5s/.*/noise/' $log
      "\${Z[@]}" listen --json > listened 2> errors & listener=$!
      for _ in $(seq 300); do grep -qs step_completed listened && break; sleep 0.02; done
      "\${Z[@]}" repair --write > /dev/null; echo "repair $?"
      [ $inode != $(stat -c %i $log) ] && echo replaced
      "\${Z[@]}" step -q two -- seq 4 6 > /dev/null; "\${Z[@]}" end
      wait $listener; echo "exit $?"; cat errors; sed 's/"seq":[0-9]*//' listened > shown
      sed 's/"seq":[0-9]*//' $log | cmp - shown && echo equal`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(
      stdout,
      /^repair 0\nreplaced\nexit 0\nzig-session: The log is damaged at byte \d+; .*\nequal\n$/,
      stderr,
    );
  });

  test(`listen [${program.name}] goes on when a writer has taken back what it wrote`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow w)
      "\${Z[@]}" step -q one -- seq 1 3 > /dev/null
      log=$(echo "$ZIG_HOME"/logs/sessions/*.jsonl)
      "\${Z[@]}" listen --json > listened & listener=$!
      for _ in $(seq 300); do grep -qs step_completed listened && break; sleep 0.02; done
      cp $log whole; truncate -s $(head -n -2 whole | wc -c) $log; sleep 0.3
      tail -n 2 whole >> $log; "\${Z[@]}" end; wait $listener; echo "exit $?"; cmp listened $log && echo equal`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "exit 0\nequal\n", stderr);
  });

  test(`listen [${program.name}] in a terminal is rich, at any width, and plain with NO_COLOR${skipped}`, async () => {
    if (!hasTmux) return;
    const listen = `TZ=UTC ${quoted(program.words)} listen`;
    for (const columns of [40, 200]) {
      using scratch = new Scratch();
      storeLog(scratch, logOf(STORED_LINES));
      using terminal = new Terminal(scratch, columns);
      terminal.keys(`clear; NO_COLOR= ${listen}; NO_COLOR=1 ${listen} -n 1; echo over`, "Enter");
      await terminal.awaitScreen(/^over$/m);
      const lines = terminal.screen().split("\n"), first = lines.indexOf(RICH[0] ?? "");
      const end = first + RICH.length;
      assert.deepEqual(lines.slice(first, end + 2), [...RICH, RICH.at(-1), "over"]);
      const painted = terminal.ask("capture-pane", "-p", "-e", "-J").split("\n");
      assert.match(painted.find((line) => line.includes("green")) ?? "", /\x1b\[32mgreen/);
      const failures = painted.filter((line) => line.includes("failed after"));
      assert.deepEqual(failures.map((line) => line.includes("\x1b[31m")), [true, false]);
    }
  });

  test(`listen [${program.name}] of a hostile log leaves the terminal alone${skipped}`, async () => {
    if (!hasTmux) return;
    for (const options of ["--format rich", "--format text", "--json"]) {
      using scratch = new Scratch();
      storeLog(scratch, logOf(HOSTILE_LINES));
      using terminal = new Terminal(scratch, 200);
      const traces = terminalTraces(terminal);
      terminal.keys(`${quoted(program.words)} listen ${options}; echo over`, "Enter");
      await terminal.awaitScreen(/^over$/m);
      const screen = terminal.screen();
      assert.match(screen, new RegExp(HOSTILE_MARK));
      assert.doesNotMatch(screen, /[\u202a-\u202e\u2066-\u2069]/);
      assert.deepEqual(terminalTraces(terminal), traces, options);
    }
  });

  test(`listen [${program.name}]: every example of its help runs`, async () => {
    using scratch = new Scratch();
    storeLog(scratch, logOf(STORED_LINES));
    // How the session ended; and none is running.
    for (const { code, stdout, stderr } of await runExamples(scratch, program, command)) {
      const isNoneRunning = /No session is running/.test(stderr);
      assert.equal(code, isNoneRunning ? 2 : 1, stderr);
      assert.ok(stdout !== "" || isNoneRunning, stderr);
    }
  });
}
