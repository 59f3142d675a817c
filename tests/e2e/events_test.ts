import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { command } from "../../src/commands/events.ts";
import { DAMAGED_ID, smallDamagedLogs } from "../unit/support/damaged_logs.ts";
import { eventLine } from "../unit/support/event_lines.ts";
import { zigCoreFiles } from "../unit/support/golden_files.ts";
import { HOSTILE_LINES, HOSTILE_MARK, terminalTraces } from "./support/hostile_lines.ts";
import { runExamples } from "./support/examples.ts";
import { PROGRAMS, quoted, VIEWING } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";
import { logOf, STORED_ID, STORED_LINES, STORED_SUFFIX, storeLog } from "./support/stored_log.ts";
import { hasTmux, skipped, Terminal } from "./support/terminal.ts";

const UTC = { TZ: "UTC", NO_COLOR: "" };

const TEXT = String.raw`
    1  2026-01-02 10:00:01.123  zig_session_started  release (2 tiers) in /home/ada/shop
    2  2026-01-02 10:00:02.123  tier_started         tier 1: lint, unit
    3  2026-01-02 10:00:03.123  step_skipped         [lint] no change
    4  2026-01-02 10:00:04.123  step_started         [unit] exec: npm test
    5  2026-01-02 10:00:05.123  step_output          [unit] out │ one green
    6  2026-01-02 10:00:06.123  step_output          [unit] err │ two é 日本
    7  2026-01-02 10:00:07.123  heartbeat            every 10s
    8  2026-01-02 10:00:08.123  step_failed          [unit] exit 2, attempt 1: exited with code 2
    9  2026-01-02 10:00:09.123  step_output          [unit] out │ three
   10  2026-01-02 10:00:10.123  step_completed       [unit] exit 0 after 5.3s, saved version
   11  2026-01-02 10:00:11.123  tier_started         tier 2: deploy
   12  2026-01-02 10:00:12.123  step_started         [deploy] run: ship it
   13  2026-01-02 10:00:13.123  step_failed          [deploy] attempt 2: killed
   14  2026-01-02 10:00:14.123  zig_session_ended    failure after 13.0s
`.slice(1);

/** The numbers of the events that options choose. */
const CHOICES: readonly (readonly [options: string, seqs: readonly number[]])[] = [
  ["", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
  [STORED_SUFFIX, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
  ["--type step_failed,zig_session_ended", [8, 13, 14]],
  ["--step unit", [4, 5, 6, 8, 9, 10]],
  ["--step none", []],
  ["--stream stdout", [5, 9]],
  ["--stream stderr --latest", [6]],
  ["--after-seq 11", [12, 13, 14]],
  ["--after-seq 14", []],
  ["--before-seq 3", [1, 2]],
  ["--after-seq 4 --before-seq 7 --project .", [5, 6]],
  ["--since 2026-01-02T10:00:13Z", [13, 14]],
  ["--until 2026-01-02T10:00:02", [1]],
  ["--since 2h", []],
  ["--first 2", [1, 2]],
  ["--last 2", [13, 14]],
  ["--step unit --first 3", [4, 5, 6]],
  ["--step unit --last 3", [8, 9, 10]],
  ["--last 0", []],
  ["--first 0", []],
  ["--last 100", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
];

for (const program of VIEWING) {
  test(`events [${program.name}] prints what its options choose, as text, JSON and count`, async () => {
    using scratch = new Scratch();
    storeLog(scratch, logOf(STORED_LINES));
    const script = CHOICES.map(([options]) =>
      `for f in '' --json --count; do "\${Z[@]}" events ${options} $f; echo "exit $?"; done`
    ).join("\n");
    const text = TEXT.split("\n");
    const expected = CHOICES.map(([_, seqs]) =>
      [
        ...seqs.map((seq) => text[seq - 1]),
        "exit 0",
        ...seqs.map((seq) => STORED_LINES[seq - 1]),
        "exit 0",
        seqs.length,
        "exit 0",
      ].join("\n")
    );
    const { stdout, stderr } = await runScript(scratch, program, script, UTC);
    assert.equal(utf8(stdout), `${expected.join("\n")}\n`);
    assert.equal(stderr, "");
  });

  test(`events [${program.name}] refuses what it cannot mean`, async () => {
    using scratch = new Scratch();
    storeLog(scratch, logOf(STORED_LINES));
    for (
      const words of [
        "--type step",
        "--stream out",
        "--after-seq x",
        "--last -1",
        "--since soon",
        "--first 1 --last 1",
        "--latest --active",
        "a b",
      ]
    ) {
      const script = `"\${Z[@]}" events ${words}`;
      const { stdout, stderr, code } = await runScript(scratch, program, script);
      assert.deepEqual([stdout, code], ["", 2], `"${words}": ${stderr}`);
      assert.match(stderr, /^zig-session: /);
    }
    const { code } = await runScript(scratch, program, `"\${Z[@]}" events c5cb`);
    assert.equal(code, 2);
  });

  test(`events [${program.name}] of a damaged log gives its whole events and tells of the rest`, async () => {
    using scratch = new Scratch();
    for (const { name, content, seqs, damage } of smallDamagedLogs()) {
      storeLog(scratch, content, DAMAGED_ID);
      const script = `"\${Z[@]}" events --json; "\${Z[@]}" events --count 2> /dev/null`;
      const { stdout, stderr, code } = await runScript(scratch, program, script);
      const lines = stdout.trimEnd().split("\n"), count = lines.pop();
      const found = lines.map((line) => (JSON.parse(utf8(line)) as { seq: number }).seq);
      assert.deepEqual([found, count, code], [seqs, String(seqs.length), 0], name);
      assert.equal(stderr === "", damage.length === 0, name);
      if (damage[0] !== undefined) assert.match(stderr, new RegExp(`at byte ${damage[0]};`), name);
    }
  });
}

for (const program of PROGRAMS) {
  test(`events [${program.name}] gives zig-core's logs byte for byte`, async () => {
    using scratch = new Scratch();
    for (const log of zigCoreFiles()?.logs ?? []) {
      storeLog(scratch, fs.readFileSync(log));
      const { stdout, stderr } = await runScript(scratch, program, `"\${Z[@]}" events --json`);
      assert.deepEqual([stdout, stderr], [fs.readFileSync(log, "latin1"), ""]);
    }
  });

  test(`events [${program.name}] finds its way in a long log, and ends quietly when its reader goes`, async () => {
    using scratch = new Scratch();
    const lines = Array.from(
      { length: 150_000 },
      (_, index) => eventLine({ seq: index + 1, zig_session_id: STORED_ID, line: `line ${index}` }),
    );
    storeLog(scratch, logOf(lines));
    const script = `
      "\${Z[@]}" events --json | md5sum; md5sum < "$ZIG_HOME"/logs/sessions/*.jsonl
      "\${Z[@]}" events --count; "\${Z[@]}" events --count --last 140000
      "\${Z[@]}" events --json --last 2; "\${Z[@]}" events --json --after-seq 149999
      "\${Z[@]}" events --json --before-seq 2; "\${Z[@]}" events --last 140000 --json | head -1
      "\${Z[@]}" events | head -1 > /dev/null; echo "\${PIPESTATUS[@]}"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const [all, file, ...rest] = stdout.trimEnd().split("\n");
    assert.equal(all, file);
    const expected = [
      "150000",
      "140000",
      ...lines.slice(-2),
      ...lines.slice(-1),
      lines[0],
      lines[10_000],
      "0 0",
    ];
    assert.deepEqual([rest, stderr], [expected, ""]);
  });
}

for (const program of VIEWING) {
  test(`events [${program.name}] has colours where they are asked for, and nowhere else`, async () => {
    using scratch = new Scratch();
    storeLog(scratch, logOf(STORED_LINES));
    const script = `"\${Z[@]}" events --color always --last 1
      "\${Z[@]}" events --color always --stream stdout --first 1
      "\${Z[@]}" events --stream stdout --first 1 --raw; "\${Z[@]}" events --last 1`;
    const { stdout } = await runScript(scratch, program, script, UTC);
    assert.deepEqual(utf8(stdout).split("\n"), [
      "\x1b[2m   14\x1b[22m  \x1b[2m2026-01-02 10:00:14.123\x1b[22m  \x1b[31mzig_session_ended  \x1b[39m  failure after 13.0s",
      "\x1b[2m    5\x1b[22m  \x1b[2m2026-01-02 10:00:05.123\x1b[22m  step_output          [unit] \x1b[2mout │\x1b[22m one green",
      "    5  2026-01-02 10:00:05.123  step_output          [unit] out │ one \x1b[32mgreen\x1b[0m",
      "   14  2026-01-02 10:00:14.123  zig_session_ended    failure after 13.0s",
      "",
    ]);
  });

  test(`events [${program.name}] of a hostile log leaves the terminal alone${skipped}`, async () => {
    if (!hasTmux) return;
    for (const columns of [40, 200]) {
      for (const options of ["", "--json"]) {
        using scratch = new Scratch();
        storeLog(scratch, logOf(HOSTILE_LINES));
        using terminal = new Terminal(scratch, columns);
        const traces = terminalTraces(terminal);
        terminal.keys(
          `PAGER=cat ${quoted(program.words)} events --last 1000 ${options}; echo over`,
          "Enter",
        );
        await terminal.awaitScreen(/^over$/m);
        assert.match(terminal.screen(), new RegExp(HOSTILE_MARK));
        assert.deepEqual(terminalTraces(terminal), traces, `${columns} columns ${options}`);
      }
    }
  });
}

for (const program of PROGRAMS) {
  test(`events [${program.name}]: every example of its help runs`, async () => {
    using scratch = new Scratch();
    storeLog(scratch, logOf(STORED_LINES));
    for (const { code, stdout, stderr } of await runExamples(scratch, program, command)) {
      assert.deepEqual([code, stderr], [0, ""], stdout);
    }
  });
}
