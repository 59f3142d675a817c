import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  FRAME_OVERHEAD_BYTES,
  frameMarkers,
  framesOf,
} from "../../../../src/capture/streams/frames.ts";

const NONCE = "0123456789abcdef";
const { begin, end } = frameMarkers(NONCE);

/** What is between the markers of a whole frame. */
function payloadOf(frame: Uint8Array): Buffer {
  const bytes = Buffer.from(frame);
  assert.ok(bytes.subarray(0, begin.length).equals(begin));
  assert.ok(bytes.subarray(-end.length).equals(end));
  return bytes.subarray(begin.length, -end.length);
}

test("framesOf() gives whole frames of at most 4096 bytes, none of them empty", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.integer({ min: 0, max: 800 }))),
    (parts) => {
      const bytes = Buffer.concat(
        parts.flatMap(([piece, times]) => Array.from({ length: times }, () => piece)),
      );
      const frames = framesOf(bytes, NONCE), payloads = frames.map(payloadOf);
      assert.ok(Buffer.concat(payloads).equals(bytes));
      assert.ok(frames.every((frame) => frame.length <= 4096));
      assert.ok(payloads.every((payload) => payload.length > 0));
    },
  ));
});

test("framesOf() cuts at line ends, and within a line only when it is longer than a frame", () => {
  const long = `${"x".repeat(5000)}\n`, short = "a line\n";
  const text = short.repeat(1000) + long + short;
  const payloads = framesOf(Buffer.from(text), NONCE).map((frame) => payloadOf(frame).toString());
  const unfinished = payloads.filter((payload) => !payload.endsWith("\n"));
  assert.equal(unfinished.length, 1);
  assert.match(unfinished[0] ?? "", /^x+$/);
});

test("framesOf() adds FRAME_OVERHEAD_BYTES to each payload", () => {
  const [frame] = framesOf(Buffer.from("x"), NONCE);
  assert.equal(frame?.length, FRAME_OVERHEAD_BYTES + 1);
});

test("frameMarkers() gives two APC strings of 7-bit bytes, neither within the other", () => {
  for (const marker of [begin, end]) {
    assert.match(marker.toString("latin1"), /^\x1b_zig-session [\x20-\x7e]+\x1b\\$/);
  }
  assert.ok(!begin.includes(end) && !end.includes(begin));
});
