import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeEvent, isEvent } from "../../../../src/session/reading/decoding/decode_event.ts";
import { encodeEvent, encodeLoggedEvent } from "../../../../src/session/writing/encode_event.ts";
import { eventLine } from "../../support/event_lines.ts";

// decodeEvent() promises a fault for everything that zig-core refuses, because one such line costs zig-core the whole
// log: what passes here is what `verify` can call sound.
const failed = (exitCode: string) =>
  eventLine({ type: "step_failed", exit_code: 0, attempt: 1, error: "" })
    .replace('"exit_code":0', `"exit_code":${exitCode}`);

const REFUSED: [string, string][] = [
  ["an integer written as 1.0", eventLine().replace('"seq":1', '"seq":1.0')],
  ["an integer written as 1e3", eventLine().replace('"seq":1', '"seq":1e3')],
  ["an integer written as -0", failed("-0")],
  ["a seq that stands twice", eventLine().replace('"seq":1', '"seq":1,"seq":1')],
  ["a negative seq", eventLine({ seq: -1 })],
  ["an exit code beyond 32 bits", failed("2147483648")],
  ["a lone surrogate", eventLine({ line: "\ud800" })],
];

for (const [what, line] of REFUSED) {
  test(`decodeEvent() faults ${what}, as zig-core does`, () => {
    assert.ok(!isEvent(decodeEvent(line)));
  });
}

test("encodeEvent() writes no lone surrogate, at whatever depth of an extra field", () => {
  const head = { seq: 1, ts: "2026-01-02T03:04:05.000006+00:00", zig_session_id: "a" };
  const kind = { type: "heartbeat", interval_secs: 1, extra: { deep: ["\ud800"] } } as const;
  assert.ok(!encodeEvent(head, kind).includes("\\ud800"));
});

test("encodeLoggedEvent() keeps an extra field that is named as a method of every object", () => {
  const line = eventLine({ constructor: "a", toString: "b", hasOwnProperty: "c" });
  const event = decodeEvent(line);
  assert.ok(isEvent(event));
  assert.equal(encodeLoggedEvent(event), `${line}\n`);
});

test("encodeLoggedEvent() keeps integers of 64 bits as they are", () => {
  const line = eventLine().replace('"seq":1', '"seq":18446744073709551615');
  const event = decodeEvent(line);
  // Refusing it would do as well; changing it silently would not.
  if (isEvent(event)) assert.equal(encodeLoggedEvent(event), `${line}\n`);
});
