import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeEvent, isEvent } from "../../../../../src/session/reading/decoding/decode_event.ts";
import { encodeLoggedEvent } from "../../../../../src/session/writing/encode_event.ts";
import { eventLine } from "../../../support/event_lines.ts";

test("decodeEvent() reads a missing optional field as null", () => {
  const optionals: [string, Record<string, unknown>, string[]][] = [
    [
      "zig_session_started",
      { workflow_name: "a", workflow_path: "b", tier_count: 1 },
      ["workspace_path", "cwd", "prompt"],
    ],
    [
      "step_started",
      { tier_index: 0, zag_session_id: "c", zag_command: "run", prompt_preview: "" },
      ["model"],
    ],
    ["step_failed", { attempt: 1, error: "no" }, ["exit_code"]],
  ];
  for (const [type, fields, missing] of optionals) {
    const event = decodeEvent(eventLine({ type, ...fields })) as object;
    for (const name of missing) {
      assert.equal(Object.getOwnPropertyDescriptor(event, name)?.value, null, `${type}.${name}`);
    }
  }
});

test("decodeEvent() faults every missing required field", () => {
  for (const name of ["seq", "ts", "zig_session_id", "type", "step_name", "stream", "line"]) {
    assertFault(eventLine({ [name]: undefined }));
    assertFault(eventLine({ [name]: null }));
  }
});

test("decodeEvent() faults unknown types and statuses", () => {
  for (const type of ["", "step_outputs", "toString", "__proto__", "constructor", 1, null, []]) {
    assertFault(eventLine({ type }));
  }
  for (const status of ["aborted", "Success", "", null, true]) {
    assertFault(eventLine({ type: "zig_session_ended", duration_ms: 1, status }));
  }
});

test("decodeEvent() faults fields of a wrong type", () => {
  for (const value of ["1", 1.5, true, [], {}]) assertFault(eventLine({ seq: value }));
  for (const value of [1, true, [], {}]) assertFault(eventLine({ line: value }));
  for (const value of ["stdin", "", 1, ["stdout"]]) assertFault(eventLine({ stream: value }));
  for (const value of ["a", [1], [null], [["a"]], {}]) {
    assertFault(eventLine({ type: "tier_started", tier_index: 0, step_names: value }));
  }
});

test("decodeEvent() faults what is no object, and never throws", () => {
  for (const text of ["", " ", "null", "1", '"seq"', "[]", `[${eventLine()}]`, "{", "\0", "NaN"]) {
    assertFault(text);
  }
  assertFault(eventLine().slice(0, -1));
  assertFault(eventLine() + eventLine());
});

test("decodeEvent() faults nesting of more levels than zig-core's 127, however many", () => {
  const nested = (levels: number) =>
    eventLine().replace(/}$/, `,"extra":${"[".repeat(levels)}${"]".repeat(levels)}}`);
  assert.ok(isEvent(decodeEvent(nested(126))));
  for (const levels of [127, 10_000, 1_000_000]) {
    assertFault(nested(levels));
    assertFault("[".repeat(levels));
    assertFault('{"seq":'.repeat(levels));
  }
});

test("decodeEvent() faults so many values that their objects would fill the memory", () => {
  const many = (value: string) =>
    eventLine().replace(/}$/, `,"extra":[${`${value},`.repeat(1_000_000)}0]}`);
  for (const value of ["{}", "[]", "0"]) assertFault(many(value));
});

test("decodeEvent() faults a field that stands twice, however it is written", () => {
  for (const twice of ['"seq":1,"seq":1', '"seq":2,"seq":1', '"s\\u0065q":1,"seq":1']) {
    assertFault(eventLine().replace('"seq":1', twice));
  }
  assertFault(eventLine().replace(/}$/, ',"line":"hello"}'));
  assert.ok(isEvent(decodeEvent(eventLine({ extra: { seq: 1, line: "a", deeper: { seq: 2 } } }))));
  assert.ok(isEvent(decodeEvent(eventLine({ line: '","line":"', step_name: '"seq":1' }))));
});

test("decodeEvent() does not let a __proto__ key in", () => {
  const line = eventLine().replace(/}$/, ',"__proto__":{"polluted":true,"type":"heartbeat"}}');
  const event = decodeEvent(line);
  assert.ok(isEvent(event));
  assert.equal(event.type, "step_output");
  assert.equal((event as { polluted?: boolean }).polluted, undefined);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  // Its fields cannot stand in for missing ones either.
  const fields = '{"seq":1,"ts":"t","zig_session_id":"a","type":"step_skipped","__proto__":';
  assertFault(`${fields}{"step_name":"a","reason":"b"}}`);
  assertFault('{"__proto__":' + eventLine() + "}");
});

test("decodeEvent() keeps fields beyond the schema, and encodeLoggedEvent() puts them last", () => {
  const line = eventLine({ open: true, note: "x" });
  const event = decodeEvent(line);
  assert.ok(isEvent(event));
  assert.equal(encodeLoggedEvent(event), `${line}\n`);
});

function assertFault(text: string): void {
  const decoded = decodeEvent(text);
  assert.ok(!isEvent(decoded), `taken for an event: ${text.slice(0, 200)}`);
  assert.notEqual(decoded.fault, "");
}
