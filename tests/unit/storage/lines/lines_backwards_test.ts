import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { readLinesBackwards } from "../../../../src/storage/lines/lines_backwards.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const BLOCK_BYTES = 1 << 16;

/** The lines of a file with this text in front of `behind`, as they come. */
function backwards(folder: TemporaryFolder, text: string, behind = ""): string[] {
  const path = folder.file("lines", text + behind);
  const descriptor = fs.openSync(path, "r");
  try {
    return [...readLinesBackwards(descriptor, Buffer.byteLength(text))].map(({ text }) => text);
  } finally {
    fs.closeSync(descriptor);
  }
}

test("readLinesBackwards() gives the lines newest first", () => {
  using folder = new TemporaryFolder();
  assert.deepEqual(backwards(folder, ""), []);
  assert.deepEqual(backwards(folder, "\n"), [""]);
  assert.deepEqual(backwards(folder, "a\n"), ["a"]);
  assert.deepEqual(backwards(folder, "a\nb\n"), ["b", "a"]);
  assert.deepEqual(backwards(folder, "\n\na\n\n"), ["", "a", "", ""]);
});

test("readLinesBackwards() leaves out what stands behind the given size", () => {
  using folder = new TemporaryFolder();
  assert.deepEqual(backwards(folder, "a\nb\n", "torn"), ["b", "a"]);
  assert.deepEqual(backwards(folder, "", "torn"), []);
});

test("readLinesBackwards() gives lines that end, begin and stretch at the edges of a block", () => {
  using folder = new TemporaryFolder();
  const around = [-3, -2, -1, 0, 1, 2, 3];
  for (const last of around) {
    for (const blocks of [1, 2]) {
      const lines = ["first", "x".repeat(blocks * BLOCK_BYTES + last), "", "last"];
      const text = `${lines.join("\n")}\n`;
      assert.deepEqual(backwards(folder, text), lines.toReversed());
    }
    const lines = ["a".repeat(10), "b".repeat(BLOCK_BYTES + last)];
    assert.deepEqual(backwards(folder, `${lines.join("\n")}\n`), lines.toReversed());
  }
});

test("readLinesBackwards() keeps a character that lies across two blocks whole", () => {
  using folder = new TemporaryFolder();
  for (const shift of [0, 1, 2, 3, 4]) {
    const line = "\u{1f600}".repeat(BLOCK_BYTES / 4) + "x".repeat(shift);
    assert.ok(backwards(folder, `${line}\n`)[0] === line);
  }
});

test("readLinesBackwards() gives any lines in the reverse of their order", () => {
  using folder = new TemporaryFolder();
  const length = fc.oneof(
    fc.nat(40),
    fc.integer({ min: BLOCK_BYTES - 20, max: BLOCK_BYTES + 20 }),
    fc.integer({ min: 2 * BLOCK_BYTES - 20, max: 2 * BLOCK_BYTES + 20 }),
  );
  const line = fc.tuple(length, fc.constantFrom("x", "é")).map(([bytes, unit]) =>
    unit.repeat(bytes / Buffer.byteLength(unit))
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text = lines.map((line) => `${line}\n`).join("");
      assert.deepEqual(backwards(folder, text, "torn"), lines.toReversed());
    }),
    { numRuns: 100 },
  );
});
