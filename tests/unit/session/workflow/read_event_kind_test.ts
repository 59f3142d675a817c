import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { outerSessionFields } from "../../../../src/session/workflow/outer_session.ts";
import { readEventKind } from "../../../../src/session/workflow/read_event_kind.ts";
import { MAX_LINE_BYTES } from "../../../../src/storage/lines/line.ts";
import { anyEnd, anyMiddleEvent } from "../../support/arbitrary_events.ts";
import { kinds } from "../../support/event_kinds.ts";

const wellFormed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one) => typeof one === "string" ? one.toWellFormed() : one));

function faultOf(json: string | object): string {
  const kind = readEventKind(typeof json === "string" ? json : JSON.stringify(json));
  assert.ok("fault" in kind, JSON.stringify(kind));
  return kind.fault;
}

test("readEventKind() reads any event that may stand in the middle of a session", () => {
  fc.assert(
    fc.property(anyMiddleEvent, (kind) => {
      const given = wellFormed(kind) as typeof kind;
      // A line of a few megabytes of escapes may be too long.
      const read = readEventKind(JSON.stringify(given));
      if ("fault" in read) assert.match(read.fault, /^it is longer than/);
      else assert.deepEqual(read, given);
    }),
    { numRuns: 200 },
  );
});

test("readEventKind() takes what may be missing for null, in any order and with white space", () => {
  const json = ` { "error" : "x", "attempt":1,\n"step_name":"a","type":"step_failed" } `;
  assert.deepEqual(readEventKind(json), { ...kinds.fail("a"), exit_code: null, error: "x" });
});

test("readEventKind() leaves the start and the end to the commands for them", () => {
  assert.match(faultOf(kinds.started()), /"zig-session start" begins a session/);
  fc.assert(fc.property(anyEnd, (end) => {
    assert.match(faultOf(end), /"zig-session end" ends a session/);
  }));
});

test("readEventKind() refuses what the log gives", () => {
  for (const [name, value] of [["seq", 5], ["ts", null], ["zig_session_id", "x"]] as const) {
    assert.equal(faultOf({ ...kinds.beat(), [name]: value }), `"${name}" is given by the log`);
  }
});

test("readEventKind() refuses fields that the event does not have, and names those that it has", () => {
  assert.equal(
    faultOf({ ...kinds.skip("a"), reasons: "x" }),
    'step_skipped has no "reasons", but step_name, reason',
  );
  for (const name of ["recorder", "__proto__", "constructor", "", "fault"]) {
    const json = JSON.stringify(kinds.beat()).replace(/}$/, `,${JSON.stringify(name)}:1}`);
    assert.ok(faultOf(json).startsWith(`heartbeat has no ${JSON.stringify(name)}`), faultOf(json));
  }
});

for (
  const [what, json, fault] of [
    ["nothing", "", /not JSON/],
    ["half an object", '{"type":', /not JSON/],
    ["two objects", "{}{}", /not JSON/],
    ["a list", "[]", /not an object/],
    ["null", "null", /not an object/],
    ["a text", '"heartbeat"', /not an object/],
    ["no type", "{}", /unknown type/],
    ["an unknown type", '{"type":"step_paused"}', /unknown type "step_paused"/],
    ["a type of Object", '{"type":"__proto__"}', /unknown type "__proto__"/],
    ["a type that is no text", '{"type":["heartbeat"]}', /unknown type/],
    ["a missing field", '{"type":"heartbeat"}', /"interval_secs" of heartbeat/],
    ["a negative number", '{"type":"heartbeat","interval_secs":-1}', /not an integer from 0/],
    ["a fraction", '{"type":"heartbeat","interval_secs":0.5}', /fraction or an exponent/],
    [
      "a number beyond all",
      '{"type":"heartbeat","interval_secs":1e400}',
      /fraction or an exponent/,
    ],
    ["a field that stands twice", '{"type":"heartbeat","type":"heartbeat"}', /"type" stands twice/],
    [
      "half a surrogate",
      '{"type":"step_skipped","step_name":"\\ud800","reason":""}',
      /not a string of Unicode/,
    ],
    ["deep nesting", `{"type":"heartbeat","x":${"[".repeat(1e6)}${"]".repeat(1e6)}}`, /too deep/],
  ] as const
) {
  test(`readEventKind() refuses ${what}`, () => assert.match(faultOf(json), fault));
}

test("readEventKind() refuses an event that is too long to be read again", () => {
  const say = (length: number) => JSON.stringify(kinds.say("a", "x".repeat(length)));
  assert.match(faultOf(say(MAX_LINE_BYTES / 2)), /longer than/);
  assert.ok(!("fault" in readEventKind(say(MAX_LINE_BYTES / 2 - 1000))));
});

test("outerSessionFields() takes an id for the outer session, and nothing else", () => {
  assert.deepEqual(outerSessionFields({ ZIG_SESSION_ID: "01KAAA" }), {
    outer_session_id: "01KAAA",
  });
  for (const id of [undefined, "", "../x", "a b", "a\n", "-a", "x".repeat(129), "é"]) {
    assert.deepEqual(outerSessionFields({ ZIG_SESSION_ID: id }), {});
  }
  assert.deepEqual(outerSessionFields({}), {});
});
