import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../src/program/command_table.ts";
import { PROJECT_ROOT, VIEWING } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const MANUAL = join(PROJECT_ROOT, "src/manual");
const TOPICS = fs.readdirSync(MANUAL).map((file) => file.replace(/\.md$/, ""));
const MOST_README_LINES = 150, MOST_AGENTS_BYTES = 1500;

for (const program of VIEWING) {
  test(`help [${program.name}] shows every topic of the manual as it is in the sources, and names those it has`, async () => {
    using scratch = new Scratch();
    for (const topic of TOPICS) {
      const { stdout, stderr, code } = await runScript(
        scratch,
        program,
        `"\${Z[@]}" help ${topic}`,
      );
      assert.deepEqual([code, stderr], [0, ""], topic);
      assert.equal(utf8(stdout), fs.readFileSync(join(MANUAL, `${topic}.md`), "utf8"));
    }
    const unknown = await runScript(scratch, program, `"\${Z[@]}" help sercets`);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /did you mean "secrets"/);
    for (const topic of TOPICS) assert.ok(unknown.stderr.includes(topic), topic);
  });

  test(`help [${program.name}] in colours sets headings apart instead of marking them`, async () => {
    using scratch = new Scratch();
    const { stdout } = await runScript(scratch, program, `"\${Z[@]}" help ci --color always`);
    assert.match(stdout, /^\x1b\[1mCI\x1b\[22m\n/);
    assert.doesNotMatch(stdout, /^#|`/m);
  });
}

test("what README and manual call zig-session with is a command", () => {
  const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const texts = [join(PROJECT_ROOT, "README.md"), ...TOPICS.map((topic) => `${MANUAL}/${topic}.md`)]
    .map((path) => fs.readFileSync(path, "utf8"));
  const called = texts.flatMap((text) =>
    Array.from(text.matchAll(/(?:^|[`$(]) *zig-session +(\w+)/gm), ([, word]) => word ?? "")
  );
  assert.ok(called.length > 30);
  assert.deepEqual(called.filter((word) => !names.includes(word)), []);
});

test("the README is short, and so is what agents are told", () => {
  const lines = fs.readFileSync(join(PROJECT_ROOT, "README.md"), "utf8").split("\n").length - 1;
  assert.ok(lines <= MOST_README_LINES, `${lines} lines`);
  assert.ok(fs.statSync(join(MANUAL, "agents.md")).size <= MOST_AGENTS_BYTES);
});
