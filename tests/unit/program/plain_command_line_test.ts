import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { COMMANDS } from "../../../src/program/command_table.ts";
import type { CommandSpec } from "../../../src/commands/command.ts";
import { commanderOf } from "../../../src/program/commander_line.ts";
import { type CommandLine, readPlainCommandLine } from "../../../src/program/plain_command_line.ts";

const OPERANDS = ["", "make", "x", "a b", "é", "=", "7k2m"];
const ODD = [
  "--",
  "-",
  "--help",
  "-h",
  "-qx",
  "-q5",
  "--quiet=1",
  "--no-such",
  "--retries=1",
  "-1",
];
const VALUES = ["3", "10s", "64KiB", "always", "stdout", "a,b"];

/** What commander makes of the same words; undefined where it finds a mistake, or shows help. */
async function readByCommander(
  spec: CommandSpec<never>,
  words: readonly string[],
): Promise<CommandLine | undefined> {
  let line: CommandLine | undefined;
  const note = (options: CommandLine["options"], operands: readonly string[]) => {
    line = { options, operands };
    return 0;
  };
  try {
    await commanderOf("x", { ...spec, run: note }).parseAsync(words, { from: "user" });
  } catch {
    return undefined;
  }
  return line;
}

function stoppedClock(): Disposable {
  const { now } = Date, nowMs = now();
  Date.now = () => nowMs;
  return { [Symbol.dispose]: () => void (Date.now = now) };
}

for (const { name, load } of COMMANDS) {
  test(`readPlainCommandLine() of ${name} understands what commander does, or leaves it to it`, async () => {
    const { command: spec } = await load();
    const flags = spec.options.flatMap(({ flags }) => flags.match(/(?<![\w-])--?[\w-]+/g) ?? []);
    const word = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...flags) },
      { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
      { weight: 2, arbitrary: fc.constantFrom(...OPERANDS) },
      fc.constantFrom(...ODD),
      fc.constant("--"),
    );
    let understood = 0;
    // Both readings take "2d" for two days before the same moment.
    using _ = stoppedClock();
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 7 }), async (words) => {
        let line: CommandLine | undefined;
        try {
          line = readPlainCommandLine(spec, words);
        } catch {
          assert.equal(await readByCommander(spec, words), undefined);
          return;
        }
        if (!line) return;
        understood++;
        const expected = await readByCommander(spec, words);
        assert.deepEqual(
          { options: { ...line.options }, operands: line.operands },
          expected && { options: { ...expected.options }, operands: expected.operands },
        );
      }),
      { numRuns: 500 },
    );

    assert(understood > 10, `${understood} command lines were plain`);
  });
}

test("both readings of step keep what was given before its name", async () => {
  const { command: spec } = await import("../../../src/commands/step.ts");
  const words = ["--no-warnings", "--saves", "a", "lint", "-q", "--", "make", "-j2"];
  const expected = {
    options: { warnings: false, saves: ["a"], quiet: true },
    operands: ["lint", "make", "-j2"],
  };
  for (const line of [readPlainCommandLine(spec, words), await readByCommander(spec, words)]) {
    assert.deepEqual({ ...line, options: { ...line?.options } }, expected);
  }
});
