import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AnchorMatcher } from "../../../../src/redaction/shapes/anchor_matcher.ts";

const textOf = (letters: string, minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...letters), { minLength, maxLength, size: "max" }).map((all) =>
    all.join("")
  );
// Letters with halves of bytes in common, and the bytes at both ends.
const LETTERS = "aqA\x00\xff";
const literals = fc.array(textOf(LETTERS, 3, 7), { maxLength: 30, size: "max" });

test("AnchorMatcher finds what a naive search finds", () => {
  fc.assert(
    fc.property(literals, fc.array(textOf(LETTERS, 0, 80), { maxLength: 5 }), (wanted, texts) => {
      const matcher = new AnchorMatcher(wanted.map((literal) => Buffer.from(literal, "latin1")));
      // From then on with the kernel.
      matcher.find(Buffer.alloc(4096, "z"), () => assert.fail());
      // One after the other: of a longer text, nothing may be found in the next.
      for (const text of texts) {
        const found: string[] = [];
        matcher.find(
          Buffer.from(text, "latin1"),
          (start, end, number) => found.push(`${start} ${end} ${number}`),
        );
        const expected = wanted.flatMap((literal, number) =>
          placesOf(literal, text).map((at) => `${at} ${at + literal.length} ${number}`)
        );
        assert.deepEqual(found.toSorted(), expected.toSorted());
      }
    }),
  );
});

function placesOf(literal: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) places.push(at);
  return places;
}
