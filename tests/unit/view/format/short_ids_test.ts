import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { shortIds, shortIdsIn } from "../../../../src/view/format/short_ids.ts";

test("shortIds() gives the last 4 characters where they tell an id apart", () => {
  assert.deepEqual([...shortIds(["01K0AAAA7K2M", "01K0AAAA9XYZ"]).values()], ["7K2M", "9XYZ"]);
});

test("shortIds() gives more where others end alike, in any case", () => {
  assert.deepEqual(
    [...shortIds(["01K0AAAB7K2M", "01K0AAAC7K2M", "01k0aaad7k2m"]).values()],
    ["B7K2M", "C7K2M", "d7k2m"],
  );
});

test("shortIds() gives no end that another id begins with", () => {
  assert.equal(shortIds(["01K0AAAA7K2M", "7K2M00000000"]).get("01K0AAAA7K2M"), "A7K2M");
});

test("shortIds() gives an id whole that is shorter, or the end of another", () => {
  const short = shortIds(["abc", "K0AAAA", "01K0AAAA"]);
  assert.deepEqual([...short.values()], ["abc", "K0AAAA", "1K0AAAA"]);
});

test("shortIds() of some ids gives what it gives of all", () => {
  const part = fc.constantFrom("a", "A", "b", "0", "é", "\u212a", "k", "abcd", "");
  const id = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
  fc.assert(fc.property(fc.uniqueArray(id, { minLength: 1 }), fc.nat(), (ids, pick) => {
    const wanted = ids[pick % ids.length] ?? "";
    assert.equal(shortIds(ids, [wanted]).get(wanted), shortIds(ids).get(wanted));
    assert.equal(shortIds(ids).get(wanted), plainShortId(ids, wanted));
  }));
});

test("shortIdsIn() looks at all ids where eight characters are not enough", () => {
  const ids = ["01KA0QRSTV7K2M", "01KA0ZRSTV7K2M", "QRSTV7K2M00001", "01KA0000009XYZ"];
  const like = (ends: Iterable<string>) =>
    ids.filter((id) => [...ends].some((end) => id.startsWith(end) || id.endsWith(end)))
      .map((zig_session_id) => ({ zig_session_id, entry: () => assert.fail() }));
  const [wanted = ""] = ids;
  assert.equal(shortIdsIn({ ids, like }, [wanted]).get(wanted), "0QRSTV7K2M");
});

/** As the doc comment says it. */
function plainShortId(ids: readonly string[], wanted: string): string {
  const keys = [...new Set(ids.map((id) => id.toLowerCase()))];
  for (let length = 4; length < wanted.length; length++) {
    const end = wanted.slice(-length), key = end.toLowerCase();
    const fits = keys.filter((id) => id.slice(0, length) === key || id.slice(-length) === key);
    if (fits.length === 1) return end;
  }
  return wanted;
}
