import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { decodeEvent, isEvent } from "../../../../src/session/reading/decoding/decode_event.ts";
import type { SessionLogEvent } from "../../../../src/session/event.ts";
import { findEvents } from "../../../../src/session/reading/find_events.ts";
import { encodeEvent } from "../../../../src/session/writing/encode_event.ts";
import { repairSession } from "../../../../src/upkeep/repair/repair_sessions.ts";
import { verifySession } from "../../../../src/upkeep/verify/verify_sessions.ts";
import { anyEnd, anyMiddleEvent } from "../../support/arbitrary_events.ts";
import { DamagedPlace, LINES, SESSION_ID } from "../../support/damaged_place.ts";
import { wholeEvents } from "../../support/log_lines.ts";

const TS = "2026-01-02T03:04:05.000006+00:00";

type Damage = (log: Buffer) => Buffer;
const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const cut = at.map((where): Damage => (log) => log.subarray(0, where * log.length));
const flip = fc.tuple(at, fc.integer({ min: 0, max: 7 })).map(([where, bit]): Damage => (log) => {
  const place = Math.floor(where * log.length), damaged = Buffer.from(log);
  if (place < damaged.length) damaged[place] = (damaged[place] ?? 0) ^ (1 << bit);
  return damaged;
});
const inserted = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom("\n", "\0\0\0", "{}\n", `${LINES[2]}\n`, `${LINES[4]}\n`, LINES[0] ?? "").map(
    (text) => Buffer.from(text),
  ),
);
const insert = fc.tuple(at, inserted).map(([where, bytes]): Damage => (log) => {
  const place = Math.floor(where * log.length);
  return Buffer.concat([log.subarray(0, place), bytes, log.subarray(place)]);
});
const remove = fc.tuple(at, fc.integer({ min: 1, max: 300 })).map(
  ([where, count]): Damage => (log) => {
    const place = Math.floor(where * log.length);
    return Buffer.concat([log.subarray(0, place), log.subarray(place + count)]);
  },
);

test("repairSession() of any damage: strict readers accept it, no whole event is lost, once is enough", () => {
  fc.assert(
    fc.property(
      fc.array(anyMiddleEvent, { maxLength: 8 }),
      fc.option(anyEnd),
      fc.array(fc.oneof(cut, flip, insert, remove), { minLength: 1, maxLength: 4 }),
      fc.constantFrom("success" as const, null),
      (middle, end, damages, status) => {
        const lines = [...middle, ...end ? [end] : []].map((kind, index) =>
          encodeEvent({ seq: index + 2, ts: TS, zig_session_id: SESSION_ID }, kind)
        );
        const log = damages.reduce<Buffer>(
          (bytes, damage) => damage(bytes),
          Buffer.from(`${LINES[0]}\n${lines.join("")}`),
        );
        using place = new DamagedPlace(log, status);
        const expected = wholeBeforeEnd(log);
        const [repair] = repairSession(place.place, true, place.home).sessions;
        // A far heartbeat, or a time that is still to come, makes it look alive.
        if (repair?.live) return;
        if (repair?.outcome === "left_alone") return assert.deepEqual(expected, []);
        const events = wholeEvents(place.log);
        assert.deepEqual(events.map(({ seq }) => seq), events.map((_, index) => index + 1));
        assert.ok(isSubsequence(expected, events.map(withoutSeq)), "a whole event is lost");
        assert.deepEqual(verifySession(place.place, place.home).sessions[0]?.findings, []);
        const after = place.snapshot();
        assert.equal(repairSession(place.place, true, place.home).sessions[0]?.outcome, "in_order");
        assert.deepEqual(place.snapshot(), after);
      },
    ),
    { numRuns: 300 },
  );
});

/** By the strict rules alone: every whole line that decodes, of this session, up to its end. */
function wholeBeforeEnd(log: Buffer): string[] {
  const whole: string[] = [];
  for (let start = 0;;) {
    const newline = log.indexOf(0x0a, start);
    if (newline < 0) return whole;
    const bytes = log.subarray(start, newline);
    start = newline + 1;
    const event = isUtf8(bytes) ? decodeEvent(bytes.toString()) : { fault: "not UTF-8" };
    if (!isEvent(event) || event.zig_session_id !== SESSION_ID) {
      // An end that stands behind half an event ends the session all the same.
      if (findEvents(bytes).some(({ event }) => isOurEnd(event))) return whole;
      continue;
    }
    whole.push(withoutSeq(event));
    if (isOurEnd(event)) return whole;
  }
}

function isOurEnd({ type, zig_session_id }: SessionLogEvent): boolean {
  return type === "zig_session_ended" && zig_session_id === SESSION_ID;
}

function withoutSeq(event: object): string {
  return JSON.stringify({ ...event, seq: 0 });
}

function isSubsequence(expected: readonly string[], all: readonly string[]): boolean {
  let next = 0;
  for (const each of all) if (each === expected[next]) next++;
  return next === expected.length;
}
