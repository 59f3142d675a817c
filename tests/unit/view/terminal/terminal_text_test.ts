import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { terminalText } from "../../../../src/view/terminal/terminal_text.ts";

const UNSAFE = /[\0-\x08\n-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

function assertShown(cases: Readonly<Record<string, string>>): void {
  for (const [text, shown] of Object.entries(cases)) assert.equal(terminalText(text), shown);
}

test("terminalText() leaves harmless text alone, tabs and other scripts included", () => {
  for (const text of ["", "plain", "a\tb", "日本語 é 👩‍🚀", "[31m not an escape", "a\u2028b\ufeff"]) {
    assert.equal(terminalText(text), text);
  }
});

test("terminalText() takes out colours, cursor movements and other CSI sequences", () => {
  assertShown({
    "\x1b[31mred\x1b[0m": "red",
    "\x1b[2J\x1b[H\x1b[?25lx": "x",
    "\x1b[38;2;1;2;3mx\x1b[1 q": "x",
    "C1 \x9b31mx": "C1 x",
  });
});

test("terminalText() takes out titles, clipboard writes, links and other string sequences", () => {
  assertShown({
    "\x1b]0;owned\x07x": "x",
    "\x1b]52;c;QUFB\x07x": "x",
    "\x1b]52;c;QUFB\x1b\\x": "x",
    "\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\": "link",
    "\x1bP+q544e\x1b\\x": "x",
    "\x1b_Gf=24;AAAA\x1b\\x": "x",
    "\x1b^pm\x1b\\\x1bXsos\x1b\\x": "x",
    "\x9d0;owned\x9cx": "x",
    "\x90q#0\x9cx": "x",
    "\x1bPtmux;\x1b\x1b]52;c;QUFB\x07\x1b\\x": "␛x",
  });
});

test("terminalText() takes out short escapes: resets, character sets, saved cursors", () => {
  assertShown({ "\x1bcx": "x", "\x1b(0x\x1b(B": "x", "\x1b7x\x1b8": "x", "\x1b#8x": "x" });
});

test("terminalText() shows what is no whole sequence, and hides no text behind it", () => {
  assertShown({
    "\x1b]0;open and the rest": "␛]0;open and the rest",
    "\x1b": "␛",
    "\x1b[": "␛[",
    "\x1b[12": "␛[12",
    "\x1b\x1b[0m[31m": "␛[31m",
    "\x9dopen": "\ufffdopen",
  });
});

test("terminalText() makes other control characters and bidi overrides visible", () => {
  assertShown({
    "\0\x07\x0b\x0e\x1f\x7f": "␀␇␋␎␟␡",
    "a\nb": "a␊b",
    "\x85\x8d": "\ufffd\ufffd",
    "a\u202eb\u202c\u2066c\u2069": "a\ufffdb\ufffd\ufffdc\ufffd",
  });
});

test("terminalText() keeps what a terminal would show last of a line drawn over", () => {
  assertShown({
    "10%\r50%\r100%": "100%",
    "10%\r50%\r": "50%",
    "dos line\r": "dos line",
    "10%\r\x1b[K20%": "20%",
    "100%\r    \r": "100%",
    "\r\r": "",
  });
});

test("terminalText() shows overstruck letters once, as in a manual page", () => {
  assertShown({ "N\bNA\bAM\bME\bE": "NAME", "_\b日": "日" });
});

test("terminalText() lets nothing through that a terminal acts on", () => {
  const fragments = ["\x1b", "[", "]", "0;", "\x07", "\x9b", "\x9d", "\\", "m", "\r", "\b", "\n"];
  const fragment = fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: "binary" }));
  fc.assert(fc.property(fc.array(fragment), (parts) => {
    assert.doesNotMatch(terminalText(parts.join("")), UNSAFE);
  }));
});

test("terminalText() is linear on a megabyte of openings", () => {
  for (const opening of ["\x1b]", "\x9d", "\x1b[", "\x1b[1;", "\x1bP\x1b", "a\r", "\x1b("]) {
    assert.doesNotMatch(terminalText(opening.repeat(1 << 20)), UNSAFE);
  }
});
