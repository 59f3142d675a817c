import assert from "node:assert/strict";
import { test } from "node:test";
import { globalIndexPath, projectPaths } from "../../src/session/paths.ts";
import { DAY, idOf, storeSessions } from "../unit/support/stored_logs.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const MANY = 3000;

for (const program of PROGRAMS) {
  test(`list [${program.name}] chooses by state, workflow and time`, async () => {
    using scratch = new Scratch();
    storeSessions(placeOf(scratch), [{ ageMs: 3 * DAY }, { ageMs: 2 * DAY, status: "failure" }, {
      ageMs: DAY,
      status: null,
    }]);
    const script = `
      "\${Z[@]}" record -q --workflow nightly -- false; "\${R[@]}" true; export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow open)
      ids() { "\${Z[@]}" list --json "$@" 2>&1 | sed -n 's/.*"workflow_name": "\\(.*\\)",/\\1/p; /^zig-session/p' | tr '\\n' ' '; echo; }
      ids; ids --status completed; ids --failed; ids --active; ids --status idle,dead; ids --workflow nightly
      ids --since 1h; ids --until 1d12h; ids --since 2026-01-02 --until 2026-01-03; ids --since 2026-01-03 --until 1h; ids --workflow nothing; ids -n 2 --failed; ids --global --failed
      for wrong in '--status x' '--failed --active' '--since x' '-n 0'; do "\${Z[@]}" list $wrong 2> /dev/null; echo $?; done | tr '\\n' ' '`;
    const { stdout } = await runScript(scratch, program, script);
    assert.deepEqual(utf8(stdout).split("\n"), [
      "open true nightly build build build ",
      "true build ",
      "nightly build build ",
      "open ",
      "open build ",
      "nightly ",
      "open true nightly ",
      "build build build ",
      "build build build ",
      "",
      "",
      "nightly build ",
      "nightly build build ",
      "2 2 2 2 ",
    ]);
  });

  test(`list [${program.name}] of ${MANY} sessions fits 40 and 200 columns, and ends quietly in head -1`, async () => {
    using scratch = new Scratch();
    storeSessions(placeOf(scratch), Array.from({ length: MANY }, () => ({ ageMs: DAY })));
    const script = `
      for columns in 40 200; do COLUMNS=$columns "\${Z[@]}" list -n 3; done
      "\${Z[@]}" list -n ${MANY} | head -1; "\${Z[@]}" list -n 9999 --json | grep -c zig_session_id; "\${Z[@]}" list --json -n 9999 | head -1`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stderr, "");
    const short = (number: number) => idOf(number).slice(-4);
    const date = String.raw`(?:\d+h ago|[A-Z][a-z]{2} \d\d \d\d:\d\d|\d{4}-\d\d-\d\d)`;
    const row = (number: number, state: string) =>
      `${short(number)}  ${state} +${date} +\\S+  build\n`;
    const rows = (state: string) =>
      [MANY, MANY - 1, MANY - 2].map((number) => row(number, state)).join("");
    assert.match(
      utf8(stdout),
      new RegExp(
        `^ID +STARTED +TOOK +WORKFLOW\n${rows("✓")}ID +STATUS +STARTED +DURATION +WORKFLOW\n${
          rows("✓ completed")
        }ID .*\n${MANY}\n\\[\n$`,
      ),
    );
  });

  test(`list [${program.name}] on a terminal says that there are more, and of a few how many`, async () => {
    for (
      const [count, more] of [[2, "Showing 2 of 3. Use -n 3 to see all."], [
        MANY,
        "Showing 2. Use -n to see more.",
      ]]
    ) {
      using scratch = new Scratch();
      storeSessions(
        placeOf(scratch),
        Array.from({ length: Number(count) }, () => ({ ageMs: DAY })),
      );
      // What the index has no room for goes to its archive with the next recording.
      const script =
        `"\${R[@]}" true; script -qec "$(printf '%q ' "\${Z[@]}" list -n 2)" /dev/null`;
      const { stdout } = await runScript(scratch, program, script);
      // Deno may first say that another process has its cache.
      const shown = utf8(stdout), table = shown.slice(shown.indexOf("ID "));
      const lines = table.trimEnd().split("\n");
      assert.equal(lines.length, 4, stdout);
      assert.ok(lines.at(-1)?.includes(String(more)), stdout);
    }
  });

  test(`list [${program.name}] of names that hold escapes, newlines and bidi controls keeps its table`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q --workflow $'two\\nlines' -- true; "\${Z[@]}" record -q --workflow $'\\e]0;title\\a\\e[31mred\\u202e' -- true
      "\${Z[@]}" list | cat -v; "\${Z[@]}" list --json | grep -c $'\\e'`;
    const { stdout } = await runScript(scratch, program, script);
    const lines = utf8(stdout).split("\n");
    assert.equal(lines.length, 5);
    assert.ok(!stdout.includes("^["));
    assert.equal(lines.at(-2), "0");
  });
}

function placeOf(scratch: Scratch) {
  return { paths: projectPaths(null, scratch.home), globalIndex: globalIndexPath(scratch.home) };
}
