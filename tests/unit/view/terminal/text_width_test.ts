import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutText, padText, textWidth, wrapText } from "../../../../src/view/terminal/text_width.ts";

test("textWidth() counts wide characters twice and combining ones not at all", () => {
  const widths: Readonly<Record<string, number>> = {
    "": 0,
    "abc ~": 5,
    "é": 1,
    "e\u0301": 1,
    "日本": 4,
    "한": 2,
    "ｱ": 1,
    "Ａ": 2,
    "😀": 2,
    "✓✗†●…": 5,
    "\u200b\ufeff": 0,
  };
  for (const [text, width] of Object.entries(widths)) assert.equal(textWidth(text), width, text);
});

test("cutText() keeps what fits, and says where it cut", () => {
  assert.equal(cutText("nightly", 7), "nightly");
  assert.equal(cutText("nightly", 6), "night…");
  assert.equal(cutText("nightly", 6, "end"), "…ghtly");
  assert.equal(cutText("nightly", 1), "…");
  assert.equal(cutText("nightly", 0), "");
});

test("cutText() never cuts through a character", () => {
  assert.equal(cutText("日本語", 5), "日本…");
  assert.equal(cutText("日本語", 4), "日…");
  assert.equal(cutText("日本語", 4, "end"), "…語");
  assert.equal(cutText("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  assert.equal(cutText("😀😀", 3), "😀…");
});

test("padText() pads by columns, on either side", () => {
  assert.equal(padText("日本", 6), "日本  ");
  assert.equal(padText("12ms", 6, "right"), "  12ms");
  assert.equal(padText("longer", 3), "longer");
});

test("wrapText() loses nothing, breaks behind a space near the end, and never exceeds the columns", () => {
  assert.deepEqual(wrapText("the shelf is empty", 11), ["the shelf ", "is empty"]);
  assert.deepEqual(wrapText("a verylongword indeed", 8), ["a verylo", "ngword ", "indeed"]);
  assert.deepEqual(wrapText("a\tb", 80), ["a       b"]);
  assert.deepEqual(wrapText("a\tb", Infinity), ["a\tb"]);
  assert.deepEqual(wrapText("", 5), [""]);
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z 好é]{0,80}$/),
      fc.integer({ min: 2, max: 30 }),
      (text, columns) => {
        const pieces = wrapText(text, columns);
        assert.equal(pieces.join(""), text);
        for (const piece of pieces) assert.ok(textWidth(piece) <= columns, piece);
      },
    ),
  );
});
