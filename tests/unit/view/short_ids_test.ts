import assert from "node:assert/strict";
import { test } from "node:test";
import { shortIds } from "../../../src/view/short_ids.ts";

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
