import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeText } from "../../../../src/view/format/size_text.ts";

test("sizeText() takes the largest unit that gives a number from 1 on", () => {
  const sizes: [number, string][] = [
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [1229, "1.2 KiB"],
    [10_188, "9.9 KiB"],
    [10_189, "10 KiB"],
    [1_048_063, "1023 KiB"],
    [1_048_064, "1.0 MiB"],
    [2 ** 30, "1.0 GiB"],
    [2 ** 40, "1.0 TiB"],
    [2 ** 52, "4096 TiB"],
  ];
  for (const [bytes, text] of sizes) assert.equal(sizeText(bytes), text, String(bytes));
});
