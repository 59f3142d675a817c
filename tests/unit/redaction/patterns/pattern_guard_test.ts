import assert from "node:assert/strict";
import { test } from "node:test";
import { judgePattern } from "../../../../src/redaction/patterns/pattern_guard.ts";
import { PatternRunner } from "../../../../src/redaction/patterns/pattern_runner.ts";
import { masked } from "../masked.ts";

const HOSTILE = [
  "(a+)+b",
  "(a*)*b",
  "(a|a)*b",
  "(a|aa)+$",
  "(\\w+\\s?)*$",
  "^(\\d+)*$",
  "(x)\\1",
  "(?<n>a+)\\k<n>",
  "(a?){30}a{30}",
  "a?".repeat(30) + "a".repeat(30),
  "(.*a){12}",
  "(?:a|b|ab)*c",
  "([^,]*,?)*x",
  ".*.*.*.*x",
  "(?:(?:a+)b?)+c",
  "(a{1,9}){1,9}$",
  "((a|b)?)*c",
  "(?:é+)+x",
  "(?=(a+)+b)x",
  `${"(".repeat(15_000)}a${")".repeat(15_000)}`,
];
const HARMLESS = [
  "token-[0-9a-f]{8,64}",
  "password\\s*=\\s*\\S+",
  "(?:foo|bar)+",
  "[A-Z]{3}-\\d{4,8}",
  "(?<=key: )\\S+",
  "\\bsecret\\b.*$",
  "(?:[a-z]+\\.)+internal",
  "user=(\\w+) pass=(\\w+)",
  "id_[\\w-]{20}",
  "a|b|c",
  "\\p{Lu}\\d+",
  "",
];

test("judgePattern() refuses what can take for ever, and says why", () => {
  for (const source of HOSTILE) {
    const pattern = judgePattern(source);
    assert.ok("fault" in pattern && pattern.fault !== "", source);
  }
});

test("judgePattern() takes what people write", () => {
  for (const source of HARMLESS) {
    const pattern = judgePattern(source);
    assert.ok("expression" in pattern, source);
    assert.ok(pattern.windowLength >= 256);
  }
  assert.throws(() => judgePattern("("), SyntaxError);
});

test("PatternRunner ends soon with a pattern that is as slow as may be, and then leaves it", () => {
  const reasons: string[] = [];
  const pattern = judgePattern(".*a.*b");
  assert.ok("expression" in pattern);
  const runner = new PatternRunner(pattern, (reason) => reasons.push(reason));
  const line = "a".repeat(64 << 10);
  for (let count = 0; count < 200 && reasons.length === 0; count++) runner.ranges(line);
  assert.match(
    reasons.join(),
    /^the pattern "\.\*a\.\*b" was switched off: it took \d+ ms for \d+ characters$/,
  );
  const startedMs = performance.now();
  for (let count = 0; count < 200; count++) assert.deepEqual(runner.ranges(`${line}b`), []);
  assert.equal(reasons.length, 1);
  assert.ok(performance.now() - startedMs < 10_000);
});

test("Redactor masks what a pattern matches, in characters of any length, and once", () => {
  const pattern = judgePattern("id-\\S+|^.");
  assert.ok("expression" in pattern);
  const runner = () => [new PatternRunner(pattern, assert.fail)];
  const text = "ü€😀 id-漢字😀 end\nplain id-1\n";
  const out = masked(text, { patterns: runner() });
  assert.equal(out, "***€😀 *** end\n***lain ***\n");
  assert.equal(masked(out, { patterns: runner() }), out);
});

test("Redactor finds a match in a line longer than a pattern is given at once", () => {
  const pattern = judgePattern("(?:[a-z]+-)+key-\\d+");
  assert.ok("expression" in pattern);
  const line = `${" ".repeat(100_000)}my-key-1234${" ".repeat(100_000)}\n`;
  assert.equal(
    masked(line, { patterns: [new PatternRunner(pattern, assert.fail)] }),
    line.replace("my-key-1234", "***"),
  );
});
