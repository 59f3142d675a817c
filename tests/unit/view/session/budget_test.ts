import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteBudget, cutToBytes, sizeOf } from "../../../../src/view/terminal/byte_budget.ts";
import { coloredText } from "../../../../src/view/terminal/colored_text.ts";

test("cutToBytes() never gives more bytes than it may, nor half a character", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.nat(60), (text, bytes) => {
    const cut = cutToBytes(text.toWellFormed(), bytes);
    assert.ok(Buffer.byteLength(cut) <= bytes);
    assert.ok(cut.isWellFormed());
    if (Buffer.byteLength(text.toWellFormed()) <= bytes) assert.equal(cut, text.toWellFormed());
  }));
});

test("ByteBudget takes all of what it is given, or nothing, and never too much", () => {
  const budget = new ByteBudget(10);
  assert.ok(!budget.take("hello", "world"));
  assert.ok(budget.take("hello"));
  assert.equal(budget.room, 10 - sizeOf("hello"));
  budget.takeCut("wörld");
  assert.deepEqual(budget.lines, ["hello", "wö"]);
  budget.takeCut("more");
  assert.deepEqual(budget.lines, ["hello", "wö"]);
  const part = budget.part(100);
  assert.ok(!part.take("x"));
});

test("ByteBudget with rows counts whole ones", () => {
  const budget = new ByteBudget(30, 10);
  assert.ok(budget.take("short"));
  assert.equal(budget.room, 20);
  assert.ok(!budget.take("exactly ten", "x"));
  assert.ok(budget.take("exactly ten"));
  assert.equal(budget.room, 0);
  const cut = new ByteBudget(25, 10);
  cut.takeCut("a line of more than two rows");
  assert.deepEqual([cut.lines, cut.room], [["a line of more t…"], 5]);
});

test("coloredText() keeps colours, ends them with the line, and nothing else", () => {
  assert.equal(coloredText("\x1b[31mred\x1b[0m", true), "\x1b[31mred\x1b[0m\x1b[0m");
  assert.equal(coloredText("\x1b[31mred", false), "red");
  assert.equal(coloredText("plain\ttext", true), "plain\ttext");
  for (
    const hostile of [
      "\x1b[2J",
      "\x1b]0;title\x07",
      "\x1b]52;c;aGk=\x07",
      "\x9b31m",
      "\x1b[5;5H",
      "\x1bc",
      "\u202e",
      "\x1b[?1049h",
    ]
  ) {
    const safe = coloredText(`a\x1b[1m${hostile}b`, true);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(
      safe.replace(/\x1b\[[\d;:]*m/g, ""),
      /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/,
      JSON.stringify(hostile),
    );
  }
  assert.equal(coloredText("\x1b[8mhidden\x1b[1;8mtoo\x1b[5mnow", true), "hiddentoonow\x1b[0m");
  assert.equal(coloredText("\x1b[38;5;8mgrey", true), "\x1b[38;5;8mgrey\x1b[0m");
  assert.equal(coloredText("10%\r\x1b[32m20%\r", true), "\x1b[32m20%\x1b[0m");
});
