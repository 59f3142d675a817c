import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteText } from "../../../../../src/runtime/byte_text.ts";
import { ColoredLiteral } from "../../../../../src/inspect/search/matching/colored_literal.ts";
import { plainText } from "../../../../../src/inspect/search/matching/plain_text.ts";

function written(text: string): string {
  return Buffer.from(JSON.stringify(text).slice(1, -1)).toString("latin1");
}

function isFoundIn(literal: ColoredLiteral, text: string): boolean {
  const log = new ByteText(Buffer.from(written(text), "latin1"));
  return literal.finders(log).some((find) => find(log, 0) >= 0);
}

const SEQUENCES = [
  ...["\x1b[31m", "\x1b[0m", "\x1b[m", "\x1b[1;38;5;7m", "\x1b[1m\x1b[4m", "\x1b[2K", "\x1b[?25h"],
  ...["\x1b]8;;x\x07", '\x1b]0;"title"\x1b\\', "\x1bPq\x18", "\x1b]2;é\x9c", "\x1bM", "\x1b(B"],
  ...["\x1b\\", "\x1b[ q", '\x1b["q', "\x1b[>/~", "\x1b[0\x1b[0m"],
];

test("ColoredLiteral finds every literal, whatever sequences stand between its characters", () => {
  const character = fc.constantFrom(...'aemqMB7 \\"\t/é日');
  const word = fc.array(character, { minLength: 1, maxLength: 8 });
  const between = fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.constantFrom(...SEQUENCES) },
  );
  const colored = (characters: readonly string[], sequences: readonly string[]) =>
    characters.map((one, index) => one + (sequences[index] ?? "")).join("");
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 3 }),
      word,
      fc.array(between, { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      (before, wanted, sequences, ignoreCase) => {
        const text = before.flat().join("") + colored(wanted, sequences);
        const fold = (one: string) => ignoreCase ? one.toLowerCase() : one;
        fc.pre(fold(plainText(text)).includes(fold(wanted.join(""))));
        const asked = ignoreCase ? wanted.map((one) => one.toUpperCase()) : wanted;
        if (ignoreCase && !/^[\0-\x7f]*$/.test(wanted.join(""))) return;
        const literal = new ColoredLiteral(asked.map(written), ignoreCase);
        // What is common in one block decides what is looked for in the next.
        isFoundIn(literal, `${before.flat().join("")}${"aemq".repeat(50)}`);
        assert.ok(isFoundIn(literal, text), JSON.stringify([wanted.join(""), text]));
      },
    ),
    { numRuns: 20_000 },
  );
});

test("ColoredLiteral finds nothing where only a part stands, with colours or without", () => {
  const literal = new ColoredLiteral(Array.from("basket"), false);
  // So that it is looked for by other characters than its first.
  assert.ok(!isFoundIn(literal, "ba a\x1b[m".repeat(100)));
  for (
    const text of [
      "basked casket  asket bisket bask et BASKET",
      "\x1b[31mbask\x1b[0med \x1b[1mcas\x1b[0mket",
      "b\x1b[1ma\x1b[2ms\x1b[3mk\x1b[4me\x1b[5m t",
    ]
  ) {
    assert.ok(!isFoundIn(literal, text), text);
  }
});

test("ColoredLiteral tells what looks like an escape sequence from one", () => {
  const wanted = "a\\u001b[0mX";
  const literal = new ColoredLiteral(Array.from(wanted, written), false);
  // So that it is looked for by its first characters.
  assert.ok(!isFoundIn(literal, "\\\\ \\u001b[0m".repeat(100)));
  assert.ok(isFoundIn(literal, wanted));
});
