import assert from "node:assert/strict";
import { test } from "node:test";
import { command as record } from "../../../src/commands/record.ts";
import { command as step } from "../../../src/commands/step.ts";
import { runProgram } from "../../../src/program/recording_program.ts";

test("runProgram() of the recording program leaves alone what is not plain", async () => {
  for (const words of [["record", "--help"], ["step", "--timeout=1s", "lint"], ["record", "-x"]]) {
    assert.equal(await runProgram(words), undefined, words.join(" "));
  }
});

test("record and step have no colours, for which the recording program would have to read the configuration", () => {
  for (const { options } of [record, step]) {
    assert.deepEqual(options.filter(({ flags }) => flags.startsWith("--color")), []);
  }
});
