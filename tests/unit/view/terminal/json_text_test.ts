import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonText } from "../../../../src/view/terminal/json_text.ts";

test("jsonText() reads back as it was, without a character that a terminal acts on", () => {
  const value = { "k\x9b": ["\x1b[31m", "\x7f\x85\x9f", "\u202e\u2066", "é 日本 \ud83d\ude00"] };
  const text = jsonText(value);
  assert.deepEqual(JSON.parse(text), value);
  assert.ok(text.includes("\\u009b") && text.includes("\\u202e") && text.includes("日本"));
  for (const character of text) {
    const code = character.charCodeAt(0);
    assert.ok(code >= 0x20 && (code < 0x7f || code > 0x9f), `U+${code.toString(16)}`);
  }
});
