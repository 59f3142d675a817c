import assert from "node:assert/strict";
import { test } from "node:test";
import { outputLines } from "./support/log.ts";
import { type Program, PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const PRINT = String.raw`printf 'one\n"two"\t\033[1m\001\n\nthree\r\nnpm_%036d\n' 7; seq 1 50000`;
const LINES = ["one", '"two"\t\x1b[1m\x01', "", "three", "***"];
const READ = ["show --json", "verify", "events --count"].map((words) => `"\${Z[@]}" ${words}`).join(
  " && ",
);

for (const program of PROGRAMS) {
  test(`record and show [${program.name}] do the same where there is no WebAssembly`, async () => {
    using scratch = new Scratch();
    scratch.write("print.sh", PRINT);
    const [without, environment] = withoutWebAssembly(program);
    const recorded = await runScript(scratch, without, `"\${R[@]}" bash print.sh`, environment);
    assert.equal(recorded.stderr, "");
    const lines = outputLines(scratch, "stdout");
    assert.deepEqual(lines.slice(0, LINES.length), LINES);
    assert.equal(lines.length, LINES.length + 50_000);
    const slow = await runScript(scratch, without, READ, environment);
    const fast = await runScript(scratch, program, READ);
    assert.match(fast.stdout, /^50010$/m);
    assert.deepEqual(slow, fast);
  });
}

/** On Deno there is none then; on Bun one without vectors, which is as good as none. */
function withoutWebAssembly(program: Program): [Program, Readonly<Record<string, string>>] {
  const words = program.words.flatMap((word) =>
    word === "run" ? [word, "--v8-flags=--jitless"] : [word]
  );
  return [{ ...program, words }, { BUN_JSC_useWasmSIMD: "0" }];
}
