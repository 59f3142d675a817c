import assert from "node:assert/strict";
import { test } from "node:test";
import { template } from "../../../../src/inspect/causes/plain_text.ts";

const CASES: readonly (readonly [text: string, kind: string])[] = [
  ["at 0x7fff12 of deadbeef99, line 12", "at # of #, line #"],
  ["cannot open 'till.c' or \"a b\" or `x` or ‘y’ or “z”", "cannot open Q or Q or Q or Q or Q"],
  ["it isn't, and ends with ’ here", "it isnQ here"],
  [`"" 'a"b' "a'b"`, `"QbQb"`],
  [`"${"x".repeat(80)}" "${"x".repeat(81)}"`, `Q "${"x".repeat(81)}"`],
  ["'a\u2028b' 'c\nd'", "'a\u2028bQc\nd'"],
  ["/srv/shop/till.c:3 a@b/c+d/ e/ /", "P:# P P P"],
  ["no path, no quote", "no path, no quote"],
];

test("template() leaves out numbers, addresses, quotations and paths", () => {
  for (const [text, kind] of CASES) assert.equal(template(text), kind, text);
});
