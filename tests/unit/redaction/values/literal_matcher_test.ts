import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LiteralMatcher } from "../../../../src/redaction/values/literal_matcher.ts";

const letters = fc.array(fc.constantFrom(..."aab"), { maxLength: 60 }).map((all) => all.join(""));

for (const window of [3, 6] as const) {
  const literals = fc.array(
    fc.array(fc.constantFrom(..."aab"), { minLength: window, maxLength: 12 }).map((all) =>
      all.join("")
    ),
    { maxLength: 8 },
  );

  test(`LiteralMatcher of ${window} finds what a naive search finds`, () => {
    fc.assert(fc.property(literals, letters, (wanted, text) => {
      const matcher = new LiteralMatcher(window), found = new Set<string>();
      for (const literal of wanted) matcher.add(Buffer.from(literal));
      matcher.find(
        Buffer.from(text),
        (start, end, number) => found.add(`${start} ${end} ${number}`),
      );
      const expected = new Set<string>();
      for (const [number, literal] of wanted.entries()) {
        for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
          expected.add(`${at} ${at + literal.length} ${number}`);
        }
      }
      assert.deepEqual([...found].sort(), [...expected].sort());
    }));
  });

  test(`LiteralMatcher of ${window} knows where one may have begun`, () => {
    fc.assert(fc.property(literals, letters, (wanted, text) => {
      const matcher = new LiteralMatcher(window);
      for (const literal of wanted) matcher.add(Buffer.from(literal));
      const starts = Array.from({ length: text.length }, (_, at) => at);
      const expected = starts.find((at) =>
        wanted.some((literal) =>
          literal.length > text.length - at && literal.startsWith(text.slice(at))
        )
      );
      assert.equal(matcher.openStart(Buffer.from(text)), expected ?? text.length);
    }));
  });
}
