import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FrameFilter } from "../../../../src/capture/streams/frame_filter.ts";
import { frameMarkers, framesOf } from "../../../../src/capture/streams/frames.ts";
import { filtered } from "../../support/filtered.ts";

const NONCE = "0123456789abcdef";
const { begin, end, common } = frameMarkers(NONCE);

/** Bytes that look much like markers, and are none. */
const text = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    fc.integer({ min: 1, max: common.length - 1 }).map((length) => common.subarray(0, length)),
    fc.constantFrom("\x1b", "\x1b\\", "\x1b_", "f", ";", "\r\n").map((word) => Buffer.from(word)),
    fc.constant(Buffer.concat(framesOf(Buffer.from("x"), "fedcba9876543210"))),
  ),
  { maxLength: 8 },
).map((pieces) => Buffer.concat(pieces)).filter((bytes) => !bytes.includes(common));

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
  return [...at, bytes.length].map((stop, index) => bytes.subarray(at[index - 1] ?? 0, stop));
}

test("FrameFilter gives back payload and own output, however they are mixed and cut", () => {
  const frame = text.map((bytes) => ({ bytes, framed: true }));
  const own = text.map((bytes) => ({ bytes, framed: false }));
  fc.assert(
    fc.property(fc.array(fc.oneof(frame, own), { maxLength: 12 }), cuts, (parts, places) => {
      const ownBytes = Buffer.concat(parts.flatMap(({ bytes, framed }) => framed ? [] : [bytes]));
      fc.pre(!ownBytes.includes(common));
      const stream = Buffer.concat(
        parts.flatMap(({ bytes, framed }) => framed ? framesOf(bytes, NONCE) : [bytes]),
      );
      assert.deepEqual(filtered(new FrameFilter(NONCE), cutAt(stream, places)), {
        echo: Buffer.concat(parts.map(({ bytes }) => bytes)).toString("latin1"),
        own: ownBytes.toString("latin1"),
      });
    }),
    { numRuns: 500 },
  );
});

test("FrameFilter drops nothing but markers, and does the same however a stream is cut", () => {
  const long = fc.integer({ min: 1, max: 20_000 }).map((length) => Buffer.alloc(length, "."));
  const parts = fc.array(fc.oneof(text, long, fc.constantFrom(begin, end)), { maxLength: 12 });
  fc.assert(
    fc.property(parts, cuts, (pieces, places) => {
      const stream = Buffer.concat(pieces);
      const whole = filtered(new FrameFilter(NONCE), [stream]);
      const pattern = new RegExp(`${common.toString("latin1")};?\x1b\\\\`, "g");
      assert.equal(whole.echo, stream.toString("latin1").replaceAll(pattern, ""));
      assert.deepEqual(filtered(new FrameFilter(NONCE), cutAt(stream, places)), whole);
    }),
    { numRuns: 500 },
  );
});
