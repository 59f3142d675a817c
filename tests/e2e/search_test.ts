import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { pathsOfStorage } from "../../src/session/paths.ts";
import { eventLine } from "../unit/support/event_lines.ts";
import { enterSessions, idOf } from "../unit/support/stored_logs.ts";
import { type Program, PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";
import { hasTmux, skipped, Terminal } from "./support/terminal.ts";

const GOLDEN = fileURLToPath(new URL("../../../shared/golden/dot-zig", import.meta.url));
const UTC = { TZ: "UTC" };

/** Stores sessions that each have these lines of output, and an end. */
function store(scratch: Scratch, sessions: readonly (readonly string[])[]): string[] {
  const paths = pathsOfStorage(scratch.home), ids = sessions.map((_, at) => idOf(at + 1));
  enterSessions({ paths, globalIndex: join(scratch.home, "sessions_index.json") }, ids);
  for (const [at, lines] of sessions.entries()) {
    const zig_session_id = ids[at] ?? "";
    const events = lines.map((line, index) => eventLine({ seq: index + 1, zig_session_id, line }));
    const ended = { type: "zig_session_ended", status: "success", duration_ms: 1 };
    events.push(eventLine({ seq: lines.length + 1, zig_session_id, ...ended }));
    fs.writeFileSync(join(paths.sessions, `${zig_session_id}.jsonl`), `${events.join("\n")}\n`);
  }
  return ids;
}

async function search(scratch: Scratch, program: Program, words: string, environment = {}) {
  const script = `"\${Z[@]}" search ${words}`;
  const { stdout, stderr, code } = await runScript(scratch, program, script, {
    ...UTC,
    ...environment,
  });
  return { stdout: utf8(stdout), stderr: utf8(stderr), code };
}

const AT = "2026-01-02 03:04:05.000";

for (const program of PROGRAMS) {
  test(`search [${program.name}] in nothing says so and exits 1`, async () => {
    using scratch = new Scratch();
    const { stdout, stderr, code } = await search(scratch, program, "x");
    assert.deepEqual([stdout, code], ["", 1]);
    assert.match(stderr, /^zig-session: Nothing has been recorded outside git yet\. .*\n$/);
  });

  test(`search [${program.name}] of a recorded session gives its lines as they were seen`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${R[@]}" sh -c 'echo one; printf "\\033[31merr\\033[1mor\\033[0m: two\\n"; sleep 0.2; echo "no error" >&2; sleep 0.2; echo three' > /dev/null 2>&1
      "\${Z[@]}" search error; echo "exit $?"; "\${Z[@]}" search nothing; echo "exit $?"
      "\${Z[@]}" search --raw error | wc -l; "\${Z[@]}" search --stream stderr -c error`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const id = scratch.logs()[0]?.slice(-10, -6);
    const time = String.raw`20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}`;
    assert.match(
      utf8(stdout),
      new RegExp(
        `^${id}  \\[sh\\]  ${time}  #5 out │ error: two\n${id}  \\[sh\\]  ${time}  #6 err │ no error\n` +
          `exit 0\nexit 1\n1\n      1  ${id}  ✓ sh -c 'echo one; .*…  \\ds ago\n$`,
      ),
    );
    assert.equal(stderr, "");
  });

  test(`search [${program.name}] in 300 sessions goes from the newest on, as far as is asked for`, async () => {
    using scratch = new Scratch();
    const ids = store(
      scratch,
      Array.from({ length: 300 }, (_, at) => [`first of ${at}`, "Second"]),
    );
    const all = await search(scratch, program, "'first of'");
    const expected = ids.map((id, at) =>
      `${id.slice(-4)}  [build]  ${AT}  #1 out │ first of ${at}\n`
    ).reverse();
    assert.deepEqual(all, { stdout: expected.join(""), stderr: "", code: 0 });
    const few = await search(scratch, program, "-n 2 'first of'");
    assert.deepEqual(few, { stdout: expected.slice(0, 2).join(""), stderr: "", code: 0 });
    const pattern = await search(scratch, program, "-iE 'FIRST of 1?7$' --until 2026-02-01");
    assert.deepEqual(pattern.stdout, [expected[282], expected[292]].join(""));
    // A capital letter means its case, and so does the option; else case does not matter.
    const SECOND = await search(scratch, program, "--session 0042 SECOND");
    assert.deepEqual(SECOND, { stdout: "", stderr: "", code: 1 });
    const exact = await search(scratch, program, "--case-sensitive second 0042");
    assert.deepEqual(exact, { stdout: "", stderr: "", code: 1 });
    assert.equal(
      (await search(scratch, program, "-c second 0042 0043")).stdout.split("\n").length,
      3,
    );
    const words = await search(scratch, program, "first of");
    assert.deepEqual([words.stdout, words.code], ["", 2]);
    assert.match(words.stderr, /quote them: zig-session search 'first of'\n$/);
    const empty = await search(scratch, program, "''");
    assert.deepEqual([empty.stdout, empty.code], ["", 2]);
    const { stdout } = await search(scratch, program, "--session 0042 --json -C 1 Second");
    const ts = "2026-01-02T03:04:05.000006+00:00", stream = "stdout";
    assert.deepEqual(JSON.parse(stdout), {
      zig_session_id: ids[41],
      workflow_name: "build",
      step_name: "build",
      stream,
      seq: 2,
      ts,
      line: "Second",
      before: [{ stream, seq: 1, ts, line: "first of 41" }],
      after: [],
    });
    const listed = await search(scratch, program, "-l 'of 7'");
    assert.equal(listed.stdout.split("\n").length - 1, 11);
    assert.match(listed.stdout, /^0080 {2}✓ build {2}2026-01-02|^0080 {2}✓ build {2}Jan 02/);
  });

  test(`search [${program.name}] shows lines around matches once, and where some are left out`, async () => {
    using scratch = new Scratch();
    store(scratch, [["a", "b", "hit 1", "c", "hit 2", "d", "e", "f", "g", "hit 3"]]);
    const { stdout } = await search(scratch, program, "-C 1 hit");
    assert.deepEqual(
      stdout.replaceAll(`0001  [build]  ${AT}  `, "").split("\n"),
      [
        "#2 out ┆ b",
        "#3 out │ hit 1",
        "#4 out ┆ c",
        "#5 out │ hit 2",
        "#6 out ┆ d",
        "--",
        "#9 out ┆ g",
        "#10 out │ hit 3",
        "",
      ],
    );
  });

  test(`search [${program.name}] ends quietly when its reader goes`, async () => {
    using scratch = new Scratch();
    store(scratch, [Array.from({ length: 50_000 }, (_, at) => `line ${at}`)]);
    const script = `"\${Z[@]}" search line | head -1; echo "\${PIPESTATUS[@]}"`;
    const { stdout, stderr } = await runScript(scratch, program, script, UTC);
    assert.equal(utf8(stdout), `0001  [build]  ${AT}  #1 out │ line 0\n0 0\n`);
    assert.equal(stderr, "");
  });

  test(`search [${program.name}] lets no log control the terminal`, async () => {
    using scratch = new Scratch();
    const hostile = "\x1b]0;title\x07 evil \x1b[2J\x1b[H \r over \x9b31m \u202e end \x1b";
    store(scratch, [[hostile]]);
    const { stdout } = await search(scratch, program, "--color always evil");
    const shown = stdout.replaceAll(/\x1b\[\d+m/g, "");
    const safe = " evil  ␍ over \ufffd31m \ufffd end ␛";
    assert.equal(shown, `0001  [build]  ${AT}  #1 out │ ${safe}\n`);
    const { stdout: json } = await search(scratch, program, "--json evil");
    assert.equal(JSON.parse(json).line, hostile);
    assert.doesNotMatch(json, /[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    const colored = await search(scratch, program, "evil", { NO_COLOR: "1" });
    assert.doesNotMatch(colored.stdout, /\x1b/);
  });

  test(`search [${program.name}] tells of logs that are damaged, dead or gone, and finds the rest`, async () => {
    using scratch = new Scratch();
    const ids = store(scratch, [["hit 1"], ["hit 2"], ["hit 3"]]);
    const at = (index: number) => join(scratch.home, "logs/sessions", `${ids[index]}.jsonl`);
    fs.appendFileSync(at(0), "garbage\n");
    fs.writeFileSync(at(1), fs.readFileSync(at(1), "utf8").split("\n").slice(0, 1).join("") + "\n");
    fs.rmSync(at(2));
    const { stdout, stderr, code } = await search(scratch, program, "hit");
    assert.equal(
      stdout.replaceAll(AT, "at"),
      "0002  [build]  at  #1 out │ hit 2\n0001  [build]  at  #1 out │ hit 1\n",
    );
    assert.equal(code, 0);
    assert.match(
      stderr,
      /^zig-session: 0003: Could not read ".*": it does not exist\. .*\nzig-session: 0001: The log is damaged at byte \d+; .*\nzig-session: 2 sessions have crashed, .*: 0003, 0002\n$/,
    );
  });

  test(`search [${program.name}] refuses what it cannot understand`, async () => {
    using scratch = new Scratch();
    const cases: [string, RegExp][] = [
      ["", /missing required argument 'pattern'/],
      ["-E 'a(b'", /invalid regular expression "a\(b": the "\(" has no "\)", at character 2\./],
      ["-c -l x", /exclude each other/],
      ["-i --case-sensitive x", /exclude each other/],
      ["-C 2 -c x", /--context/],
      ["-n 0 x", /--limit/],
      ["--since yesteryear x", /can't read the time "yesteryear"/],
      ["--stream stdin x", /--stream takes stdout or stderr/],
    ];
    for (const [words, message] of cases) {
      const { stdout, stderr, code } = await search(scratch, program, words);
      assert.deepEqual([stdout, code], ["", 2], `${words}: ${stderr}`);
      assert.match(stderr, message);
    }
  });

  test(`search [${program.name}] has examples that run`, async () => {
    using scratch = new Scratch();
    store(scratch, [["panic: undefined reference, took 1234 ms"]]);
    const { stdout } = await search(scratch, program, "--help");
    const examples = stdout.split("Examples:\n")[1]?.match(/^ {2}zig-session .*/gm) ?? [];
    assert.equal(examples.length, 5);
    const script = examples.map((line) =>
      `(${line.replaceAll("zig-session", '"${Z[@]}"')}) > /dev/null; echo $?`
    ).join("\n");
    const { stdout: codes, stderr } = await runScript(scratch, program, script);
    assert.match(codes, /^0\n1\n1\n0\n1\n$/, stderr);
  });

  const golden = fs.existsSync(GOLDEN) ? "" : " (skipped: no golden files)";
  test(
    `search [${program.name}] finds what zig-core recorded${golden}`,
    { skip: golden !== "" },
    async () => {
      using scratch = new Scratch();
      fs.cpSync(GOLDEN, scratch.home, { recursive: true });
      const { stdout, stderr, code } = await search(scratch, program, "--global --json -E .");
      const count = scratch.logs().map((path) =>
        fs.readFileSync(path, "utf8").match(/"type":"step_output".*"line":"[^"]/g)?.length ?? 0
      );
      assert.equal(code, 0, stderr);
      assert.equal(stdout.split("\n").length - 1, count.reduce((sum, each) => sum + each, 0));
    },
  );

  for (const columns of [40, 200]) {
    test(`search [${program.name}] on a terminal of ${columns} columns${skipped}`, {
      skip: !hasTmux,
    }, async () => {
      using scratch = new Scratch();
      store(scratch, [["a hit"], ["another hit", "x".repeat(5000) + "hit" + "y".repeat(5000)]]);
      using terminal = new Terminal(scratch, columns);
      const words = program.words.map((word) => `'${word}'`).join(" ");
      terminal.keys(
        `clear; TZ=UTC ${words} search hit -n 1 2> /dev/null; TZ=UTC ${words} search 'a hit' 2> /dev/null; echo done$?`,
        "Enter",
      );
      await terminal.awaitScreen(/done0/);
      const text = terminal.screen().replace(/^[^]*?(?=0002 {2})/, "");
      const time = columns < 60 ? "" : "  03:04:05.000";
      assert.match(
        text,
        new RegExp(
          `^0002  ✓ build  .*\\n {4}1${time}  \\[build\\] out │ another hit\\n0001  ✓ build  .*\\n {4}1${time}  \\[build\\] out │ a hit\\ndone0`,
        ),
      );
    });
  }
}
