import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type HeldBatch, HeldLines } from "../../../../src/session/ring/held_lines.ts";
import { encodeOutput } from "../../../../src/session/writing/encode_event.ts";

const TS = "2026-01-02T10:00:00.000000+00:00";
const ID = "01K00000000000000000000000";

const batch = (lines: readonly string[]): HeldBatch => ({
  stepName: "build",
  stream: "stdout",
  lines,
  ts: TS,
});

const textsOf = (batches: readonly HeldBatch[]) => batches.flatMap(({ lines }) => lines);

function bytesInLog(lines: readonly string[]): number {
  const head = { seq: 10_000_000, ts: TS, zig_session_id: ID };
  return Buffer.byteLength(encodeOutput(head, "build", "stdout", lines));
}

const LINES = fc.array(
  fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { minLength: 1, maxLength: 20 }),
  { maxLength: 40 },
);

test("HeldLines keeps the last lines that fit, in order and as many as fit, and counts them all", () => {
  fc.assert(fc.property(LINES, fc.integer({ min: 1, max: 20_000 }), (batches, limit) => {
    const held = new HeldLines(limit), all = batches.flat();
    for (const lines of batches) held.add(batch(lines));
    const kept = textsOf(held.last());
    assert.deepEqual(kept, all.slice(all.length - kept.length));
    if (kept.length > 1) assert.ok(bytesInLog(kept) <= limit);
    if (kept.length < all.length) {
      assert.ok(bytesInLog(all.slice(all.length - kept.length - 1)) > limit, "one more would fit");
    }
    const bytes = Buffer.byteLength(all.map((line) => `${line}\n`).join(""));
    assert.deepEqual(held.seen, { lines: all.length, bytes });
  }));
});

test("HeldLines.last() keeps one line, however long, and gives no more than is asked for", () => {
  const held = new HeldLines(10);
  held.add(batch(["a", "b".repeat(5000)]));
  assert.deepEqual(textsOf(held.last()), ["b".repeat(5000)]);
  const more = new HeldLines(1 << 20);
  more.add(batch(["a", "b", "c"]));
  more.add(batch(["d"]));
  assert.deepEqual(textsOf(more.last(2)), ["c", "d"]);
  assert.deepEqual(textsOf(more.last(0)), []);
  assert.deepEqual(new HeldLines(100).last(), []);
});

test("HeldLines keeps what is escaped in the log within its limit there", () => {
  const held = new HeldLines(10_000), line = "\u0001".repeat(100);
  for (let count = 0; count < 100; count++) held.add(batch([line]));
  const kept = textsOf(held.last());
  assert.ok(kept.length > 5 && bytesInLog(kept) <= 10_000, String(kept.length));
});
