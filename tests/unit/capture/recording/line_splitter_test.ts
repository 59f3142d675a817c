import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LineSplitter } from "../../../../src/capture/recording/line_splitter.ts";

const MAX = 8;
const piece = fc.oneof(
  fc.constantFrom("a", "\n", "\r\n", "\r", "é", "日本", "😀", "abcdefgh", "abcdefghi", "\n\n", '"'),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
);

/** All that a splitter gives for bytes that are cut at these places. */
function split(bytes: Buffer, cuts: readonly number[], maxLineBytes: number): string {
  const splitter = new LineSplitter(maxLineBytes), given: Buffer[] = [];
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b)];
  places.forEach((start, index) => {
    const lines = splitter.push(bytes.subarray(start, places[index + 1] ?? bytes.length));
    if (lines) given.push(lines);
  });
  given.push(splitter.end() ?? Buffer.alloc(0));
  return Buffer.concat(given).toString();
}

test("LineSplitter gives the same lines however the bytes are cut into chunks", () => {
  fc.assert(fc.property(fc.array(piece), fc.array(fc.nat()), (pieces, cuts) => {
    const bytes = Buffer.concat(pieces.map((one) => Buffer.from(one)));
    assert.equal(split(bytes, cuts, 1 << 16), split(bytes, [], 1 << 16));
  }));
});

test("LineSplitter gives lines of UTF-8 that end with a newline, none longer than it may be, and loses nothing", () => {
  fc.assert(fc.property(fc.array(piece), fc.array(fc.nat()), (pieces, cuts) => {
    const bytes = Buffer.concat(pieces.map((one) => Buffer.from(one)));
    // What is no UTF-8 grows when it is replaced.
    if (bytes.toString().includes("\ufffd")) return;
    const given = split(bytes, cuts, MAX);
    if (given !== "") assert.equal(given.at(-1), "\n");
    for (const line of given.split("\n")) assert(Buffer.byteLength(line) <= MAX, line);
    const bare = (text: string) => text.replace(/[\n\r]/g, "");
    assert.equal(bare(given), bare(bytes.toString()));
  }));
});

test("LineSplitter takes the plain way and the other alike", () => {
  const lines = (text: string | Buffer, max = MAX) => split(Buffer.from(text), [], max);
  assert.equal(lines("a\n\nb\n"), "a\n\nb\n");
  assert.equal(lines("a\r\n\r\nb\r\n"), "a\n\nb\n");
  assert.equal(lines("a\rb\n"), "a\rb\n");
  assert.equal(lines("12345678\n"), "12345678\n");
  assert.equal(lines("123456789\n1\n"), "12345678\n9\n1\n");
  assert.equal(lines(Buffer.from([0x61, 0xff, 0x0a])), "a\ufffd\n");
  assert.equal(lines("abc"), "abc\n");
  assert.equal(lines("12345678\r"), "12345678\n\r\n");
});

test("LineSplitter counts no newline that only ends what has been given of a line", () => {
  const splitter = new LineSplitter(MAX);
  splitter.push(Buffer.from("ask? "));
  assert.equal(splitter.takePartial()?.toString(), "ask? \n");
  assert.equal(splitter.push(Buffer.from("\nyes\n"))?.toString(), "yes\n");
  splitter.push(Buffer.from("ask? "));
  splitter.takePartial();
  assert.equal(splitter.push(Buffer.from("no\n\n"))?.toString(), "no\n\n");
});
