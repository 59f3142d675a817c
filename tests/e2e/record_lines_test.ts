import assert from "node:assert/strict";
import { test } from "node:test";
import { events, outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

/** What a command prints (a shell script), and the lines that must stand in the log for it. */
const CASES: Readonly<Record<string, readonly [script: string, lines: readonly string[]]>> = {
  "UTF-8 that is split across chunks": [
    String.raw`printf 'gr\303'; sleep 0.1; printf '\274n \360\237'; sleep 0.1; printf '\232\200\n'`,
    ["grün 🚀"],
  ],
  "UTF-8 that is split for longer than a partial line waits": [
    String.raw`printf 'gr\303'; sleep 1.4; printf '\274n\n'`,
    ["gr", "ün"],
  ],
  "invalid bytes": [String.raw`printf 'a\377\376b\n\300\200\n\355\240\200\n'`, [
    "a��b",
    "��",
    "���",
  ]],
  "\\r\\n": [String.raw`printf 'one\r\ntwo\r\n\r\n'`, ["one", "two", ""]],
  "\\r and \\n in two chunks": [String.raw`printf 'one\r'; sleep 0.1; printf '\ntwo\n'`, [
    "one",
    "two",
  ]],
  "a lone \\r": [String.raw`printf '10%%\r20%%\r100%%\ndone\n'`, ["10%\r20%\r100%", "done"]],
  "empty lines": [String.raw`printf '\n\na\n\n'`, ["", "", "a", ""]],
  "a last line without newline": [String.raw`printf 'a\nb'`, ["a", "b"]],
  "control characters, quotes and line separators": [
    String.raw`printf 'q" b\\ t\t e\033[31m n\000 d\177 \342\200\250\342\200\251 \357\273\277\n'`,
    ['q" b\\ t\t e\x1b[31m n\0 d\x7f \u2028\u2029 \ufeff'],
  ],
  "a prompt that waits, then its newline": [
    String.raw`printf 'Password: '; sleep 1.4; printf '\nok\n'`,
    ["Password: ", "ok"],
  ],
  "nothing": ["true", []],
};

for (const program of PROGRAMS) {
  for (const [name, [script, lines]] of Object.entries(CASES)) {
    test(`record [${program.name}] logs ${name}`, async () => {
      using scratch = new Scratch();
      scratch.write("print.sh", script);
      await runScript(scratch, program, `"\${R[@]}" bash print.sh`);
      assert.deepEqual(outputLines(scratch, "stdout"), lines);
    });
  }

  test(`record [${program.name}] cuts lines of many MB at --max-line and drops nothing`, async () => {
    using scratch = new Scratch();
    const script = `perl -e 'print "é" x 1500000, "\\n", "short\\n", "x" x 3000000' > long
      "\${R[@]}" cat long | cmp - long && "\${Z[@]}" record -q --max-line 1000 -- cat long | cmp - long && echo same`;
    assert.equal((await runScript(scratch, program, script)).stdout, "same\n");
    const lines = outputLines(scratch, "stdout");
    const short = lines.indexOf("short");
    assert.equal(lines.slice(0, short).join(""), "é".repeat(1_500_000));
    assert.equal(lines.slice(short + 1).join(""), "x".repeat(3_000_000));
    assert.equal(Math.max(...lines.map((line) => Buffer.byteLength(line))), 1000);
  });

  test(`record [${program.name}] gives a line of just --max-line, with either line end, one record`, async () => {
    using scratch = new Scratch();
    await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -q --max-line 8 -- printf '12345678\\r\\n12345678\\n123456789\\n'`,
    );
    assert.deepEqual(outputLines(scratch, "stdout"), ["12345678", "12345678", "12345678", "9"]);
  });

  test(`record [${program.name}] --merge keeps the order of both streams, logged as stdout`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${Z[@]}" record -q --merge -- sh -c 'for n in 1 2 3 4 5; do echo out $n; echo err $n >&2; done' 2>/dev/null`;
    const { stdout } = await runScript(scratch, program, script);
    const expected = [1, 2, 3, 4, 5].flatMap((n) => [`out ${n}`, `err ${n}`]);
    assert.deepEqual(stdout.trimEnd().split("\n"), expected);
    assert.deepEqual(outputLines(scratch, "stdout"), expected);
    assert.deepEqual(outputLines(scratch, "stderr"), []);
  });

  test(`record [${program.name}] --ignore-pipe records all that a reader does not want`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${Z[@]}" record -q --ignore-pipe -- seq 1 100000 | head -2; echo "\${PIPESTATUS[@]}"`;
    assert.equal((await runScript(scratch, program, script)).stdout, "1\n2\n0 0\n");
    assert.equal(outputLines(scratch, "stdout").length, 100_000);
  });

  test(`record [${program.name}] numbers events without gaps, in time`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${Z[@]}" record -q --heartbeat 1 -- sh -c 'seq 1 50000; sleep 1.5; seq 1 50000 >&2'`;
    await runScript(scratch, program, script);
    const all = events(scratch);
    all.forEach(({ seq }, index) => assert.equal(seq, index + 1));
    all.reduce((before, { ts }) => {
      assert.match(ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
      assert.ok(ts >= before, `${ts} after ${before}`);
      return ts;
    }, "");
    assert.ok(all.some(({ type }) => type === "heartbeat"));
  });
}
