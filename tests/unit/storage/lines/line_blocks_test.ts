import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LineBlocks } from "../../../../src/storage/lines/line_blocks.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("LineBlocks gives all whole lines at their places, whatever their length, and what is torn", () => {
  using folder = new TemporaryFolder();
  const content = fc.array(fc.constantFrom("\n", "a", "bc", "d".repeat(40)), { maxLength: 60 });
  fc.assert(fc.property(content, fc.integer({ min: 1, max: 50 }), (parts, blockBytes) => {
    const text = parts.join(""), path = folder.file("log", text);
    const blocks = new LineBlocks(blockBytes).read(path, 0);
    let whole = "", next = blocks.next();
    for (; !next.done; next = blocks.next()) {
      assert.equal(next.value.offset, whole.length);
      whole += `${next.value.bytes}\n`;
    }
    const end = text.lastIndexOf("\n") + 1;
    assert.equal(whole, text.slice(0, end));
    assert.deepEqual(next.value, { tornBytes: text.length - end, tooLong: false });
  }));
});
