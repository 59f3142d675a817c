import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameFilter } from "../../../../src/capture/streams/frame_filter.ts";
import { frameMarkers, framesOf } from "../../../../src/capture/streams/frames.ts";
import { filtered } from "../../support/filtered.ts";

const NONCE = "0123456789abcdef", OTHER_NONCE = "fedcba9876543210";
const markers = frameMarkers(NONCE);
const begin = markers.begin.toString("latin1"), end = markers.end.toString("latin1");

function filter(...chunks: string[]) {
  return filtered(new FrameFilter(NONCE), chunks.map((chunk) => Buffer.from(chunk, "latin1")));
}

test("FrameFilter passes what is in frames on, and records the rest", () => {
  assert.deepEqual(filter(`one ${begin}two ${end}three ${begin}four${end}`), {
    echo: "one two three four",
    own: "one three ",
  });
  assert.deepEqual(filter(`${begin}${end}`), { echo: "", own: "" });
});

test("FrameFilter hands a chunk without markers on as it is", () => {
  const chunk = new Uint8Array(Buffer.from("plain \x1b[1mbold\x1b[0m \x1b_other\x1b\\ text"));
  const { echo, own } = new FrameFilter(NONCE).push(chunk);
  assert.ok(echo.length === 1 && echo[0] === chunk);
  assert.ok(own.length === 1 && own[0] === chunk);
});

test("FrameFilter finds markers wherever chunks are cut", () => {
  const text = `one${begin}two${end}three`;
  for (let cut = 0; cut <= text.length; cut++) {
    const whole = { echo: "onetwothree", own: "onethree" };
    assert.deepEqual(filter(text.slice(0, cut), text.slice(cut)), whole);
  }
  assert.deepEqual(filter(...text), { echo: "onetwothree", own: "onethree" });
});

test("FrameFilter holds back no more than what can become a marker", () => {
  const one = new FrameFilter(NONCE);
  const { echo } = one.push(Buffer.from(`text${begin.slice(0, -1)}`, "latin1"));
  assert.equal(Buffer.concat(echo).toString(), "text");
  assert.ok(one.holds);
  const { echo: rest, own } = one.push(Buffer.from("!"));
  assert.equal(Buffer.concat(rest).toString("latin1"), `${begin.slice(0, -1)}!`);
  assert.deepEqual(own, rest);
  assert.ok(!one.holds);
});

test("FrameFilter finds a frame behind what only looked like a marker", () => {
  const start = begin.slice(0, -2);
  assert.deepEqual(filter(`${start}${start}${begin}x${end}`), {
    echo: `${start}${start}x`,
    own: start + start,
  });
});

test("FrameFilter.flush() gives what was held, and ends a frame that has no end", () => {
  const one = new FrameFilter(NONCE);
  one.push(Buffer.from(`${begin}torn\x1b_zig`, "latin1"));
  const { echo, own } = one.flush();
  assert.equal(Buffer.concat(echo).toString("latin1"), "\x1b_zig");
  assert.equal(Buffer.concat(own).toString("latin1"), "torn\x1b_zig");
  assert.ok(!one.holds);
  assert.deepEqual(one.flush(), { echo: [], own: [] });
  const next = one.push(Buffer.from("own"));
  assert.equal(Buffer.concat(next.own).toString(), "own");
});

test("FrameFilter records all that follows a begin when no end comes within 16 KiB", () => {
  const rest = "own output\n".repeat(3000);
  const one = new FrameFilter(NONCE);
  let own = "";
  for (const chunk of [`${begin}torn`, ...rest.match(/[^]{1,1000}/g) ?? []]) {
    own += Buffer.concat(one.push(Buffer.from(chunk, "latin1")).own).toString("latin1");
  }
  assert.equal(own, `torn${rest}`);
  assert.deepEqual(filter(begin + rest + end), { echo: rest, own: rest });
});

test("FrameFilter accepts a frame whose line ends a terminal has doubled", () => {
  const [frame] = framesOf(Buffer.from("\n".repeat(4000)), NONCE);
  const text = Buffer.from(frame ?? []).toString("latin1").replaceAll("\n", "\r\n");
  assert.deepEqual(filter(text), { echo: "\r\n".repeat(4000), own: "" });
});

test("FrameFilter begins anew at a begin within a frame, and records what the torn one held", () => {
  assert.deepEqual(filter(`${begin}torn, own, ${begin}whole${end} own`), {
    echo: "torn, own, whole own",
    own: "torn, own,  own",
  });
});

test("FrameFilter loses nothing of a payload that holds markers", () => {
  const { echo, own } = filter(`${begin}a${end}b${end}c`);
  assert.deepEqual({ echo, own }, { echo: "abc", own: "bc" });
});

test("FrameFilter leaves frames of another nonce alone", () => {
  const [foreign = new Uint8Array()] = framesOf(Buffer.from("x"), OTHER_NONCE);
  const text = Buffer.from(foreign).toString("latin1");
  assert.deepEqual(filter(text), { echo: text, own: text });
  assert.deepEqual(filter(begin + text + end), { echo: text, own: "" });
});
