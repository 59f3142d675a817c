import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteText } from "../../../../../src/runtime/byte_text.ts";
import { FoldedLiteral } from "../../../../../src/inspect/search/matching/folded_literal.ts";

/** All places, as every finder goes on from its last one. */
function placesIn(literal: FoldedLiteral, block: string): number[] {
  const log = new ByteText(Buffer.from(block, "latin1"));
  const places = literal.finders(log).flatMap((find) => {
    const found: number[] = [];
    for (let at = find(log, 0); at >= 0; at = find(log, at + 1)) found.push(at);
    return found;
  });
  return places.toSorted((a, b) => a - b);
}

function expectedIn(wanted: string, block: string): number[] {
  const places: number[] = [];
  const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const within = fold(block), folded = fold(wanted);
  for (let at = within.indexOf(folded); at >= 0; at = within.indexOf(folded, at + 1)) {
    places.push(at);
  }
  return places;
}

test("FoldedLiteral finds a literal in any case of ASCII, and each place once, in one block after the other", () => {
  const text = (maxLength: number) =>
    fc.array(fc.constantFrom(..."abAB1 @`[{\xc3\xe9"), { maxLength, size: "max" })
      .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text(6), fc.array(text(60), { maxLength: 3 }), (wanted, blocks) => {
      fc.pre(wanted !== "");
      const literal = new FoldedLiteral(wanted);
      for (const block of blocks) {
        assert.deepEqual(placesIn(literal, block), expectedIn(wanted, block));
      }
    }),
    { numRuns: 20_000 },
  );
});

test("FoldedLiteral finds it also where the pair that was rare is everywhere, and that after which it looks for", () => {
  const literal = new FoldedLiteral("XabY");
  const blocks = ["xy ", "ab ", "xa ", "by "].map((often) =>
    `${often.repeat(20_000)}xAby ${often.repeat(20_000)}XABYxaby`
  );
  for (const block of [...blocks, ...blocks]) {
    assert.deepEqual(placesIn(literal, block), expectedIn("XabY", block));
  }
  assert.deepEqual(placesIn(new FoldedLiteral("11a"), "1111A 111a"), [2, 7]);
});
