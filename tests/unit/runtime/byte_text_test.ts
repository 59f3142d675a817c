import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesFinder, ByteText } from "../../../src/runtime/byte_text.ts";

test("bytesFinder() finds what indexOf() does, wherever its search begins", () => {
  const text = (maxLength: number) =>
    fc.array(fc.constantFrom(" ", "-", "a"), { maxLength, size: "max" })
      .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text(60), text(8), fc.nat(60), (within, wanted, from) => {
      fc.pre(wanted !== "");
      const found = bytesFinder(wanted)(new ByteText(Buffer.from(within, "latin1")), from);
      assert.equal(found, within.indexOf(wanted, from));
    }),
    { numRuns: 20_000 },
  );
});
