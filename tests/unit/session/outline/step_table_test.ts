import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionEventKind, SessionLogEvent } from "../../../../src/session/event.ts";
import { decodeEvent, isEvent } from "../../../../src/session/reading/decoding/decode_event.ts";
import { outlineEvents, SessionOutliner } from "../../../../src/session/outline/session_outline.ts";
import { eventLine } from "../../support/event_lines.ts";
import { kinds } from "../../support/event_kinds.ts";

const { tier, start, say, complete, fail, skip, end } = kinds;
const by = (recorder: number) => ({ recorder });

function events(all: readonly SessionEventKind[]): SessionLogEvent[] {
  const head = { ts: "2026-01-02T03:04:05.000006+00:00", zig_session_id: "01K0TEST" };
  return all.map((kind, index) => ({ seq: index + 1, ...head, ...kind }));
}

/** What has become of each step, in a session that goes on, while these `.live` files are held. */
function statuses(all: readonly SessionEventKind[], held: readonly number[] = []): string[] {
  const moment = { tailLines: 1, live: true, nowMs: Date.UTC(2026, 0, 3), held: new Set(held) };
  return outlineEvents(events(all), moment).steps
    .map(({ step_name, tier_index, status }) => `${step_name} ${tier_index} ${status}`);
}

test("StepTable tells two steps of one name that run at once apart by their recorders", () => {
  const both = [start("a", 0, by(1)), start("a", 1, by(2))];
  assert.deepEqual(statuses(both, [1, 2]), ["a 0 running", "a 1 running"]);
  assert.deepEqual(statuses(both, [2]), ["a 0 dead", "a 1 running"]);
  assert.deepEqual(statuses([...both, complete("a", by(1))], [2]), [
    "a 0 completed",
    "a 1 running",
  ]);
  assert.deepEqual(statuses([...both, fail("a", 1, by(2)), complete("a", by(1))]), [
    "a 0 completed",
    "a 1 failed",
  ]);
});

test("StepTable takes an event without a recorder for one of the step that was begun last", () => {
  const both = [start("a", 0, by(1)), start("a", 1, by(2)), complete("a")];
  assert.deepEqual(statuses(both, [1]), ["a 0 running", "a 1 completed"]);
});

test("StepTable goes by the name where the recorder is that of another step", () => {
  const all = [start("a", 0, by(1)), start("b", 1, by(2)), complete("a", by(2))];
  assert.deepEqual(statuses(all, [1, 2]), ["a 0 completed", "b 1 running"]);
  assert.deepEqual(statuses([start("a", 0, by(1)), complete("a", by(9))]), ["a 0 completed"]);
});

test("StepTable takes a recorder's earlier step for dead once it has begun another", () => {
  const all = [start("a", 0, by(1)), start("b", 1, by(1))];
  assert.deepEqual(statuses(all, [1]), ["a 0 dead", "b 1 running"]);
  assert.deepEqual(statuses([start("a", 0, by(1)), complete("a", by(1)), ...all.slice(1)], [1]), [
    "a 0 completed",
    "b 1 running",
  ]);
  // Of the same name, too: run again after it had died.
  const again = [start("a", 0, by(1)), start("a", 1, by(1)), complete("a", by(1))];
  assert.deepEqual(statuses(again, [1]), ["a 0 dead", "a 1 completed"]);
});

test("StepTable takes a step between two attempts for running while its recorder lives", () => {
  const all = [start("a", 0, by(1)), fail("a", 1, { ...by(1), retrying: true })];
  assert.deepEqual(statuses(all, [1]), ["a 0 running"]);
  assert.notDeepEqual(statuses(all), ["a 0 running"]);
  assert.deepEqual(statuses([...all, fail("a", 2, by(1))], [1]), ["a 0 failed"]);
  assert.deepEqual(statuses([...all, complete("a", by(1))], [1]), ["a 0 completed"]);
  assert.deepEqual(statuses([...all, end("failure")], [1]), ["a 0 failed"]);
  const words = ["true", 1, {} as unknown as string];
  for (const retrying of words) {
    assert.deepEqual(
      statuses([start("a", 0, by(1)), fail("a", 1, { ...by(1), retrying })], [1]),
      ["a 0 failed"],
    );
  }
});

test("StepTable says of a failure whether it was allowed, by its last word", () => {
  const allowed = (...all: SessionEventKind[]) =>
    outlineEvents(events([start("a"), ...all]), { tailLines: 0, live: false, nowMs: 0 })
      .steps.map(({ failure_allowed }) => failure_allowed);
  assert.deepEqual(allowed(fail("a", 1, { allow_failure: true })), [true]);
  assert.deepEqual(allowed(fail("a", 1, { allow_failure: "true" })), [false]);
  assert.deepEqual(allowed(fail("a", 1, { allow_failure: true }), fail("a", 2)), [false]);
  assert.deepEqual(allowed(fail("a", 1, { allow_failure: true }), complete("a")), [false]);
});

for (const recorder of ['"x"', "-1", "0", "1.5", "1e400", "{}", "[1]", "null", "true", "9e15"]) {
  test(`StepTable takes a recorder of ${recorder} for none that could hold a lock`, () => {
    const [line] = [eventLine({ ...start("a"), line: undefined, stream: undefined })];
    const event = decodeEvent(line.replace(/}$/, `,"recorder":${recorder}}`));
    assert.ok(isEvent(event));
    const end = decodeEvent(
      eventLine({ ...fail("a"), seq: 2 }).replace(/}$/, `,"recorder":${recorder}}`),
    );
    assert.ok(isEvent(end));
    const outline = (...all: SessionLogEvent[]) =>
      outlineEvents(all, { tailLines: 0, live: true, nowMs: 0, held: new Set([1]) })
        .steps.map(({ status }) => status);
    // As of a process that tells of none; 9e15 is a number like any other.
    assert.deepEqual(outline(event), [recorder === "9e15" ? "dead" : "running"]);
    assert.deepEqual(outline(event, end), ["failed"]);
  });
}

test("StepTable heeds an event's type, not what other fields it may have", () => {
  const strange = [
    { ...kinds.beat(), step_name: "x", tier_index: 7 },
    { ...say("a", "hello"), tier_index: "x" },
    { ...complete("a"), tier_index: 9, step_names: ["y"] },
    { ...skip("b"), tier_index: {} },
    { ...tier(1, "c"), step_name: "z" },
  ] as unknown as SessionEventKind[];
  const all = [start("a"), ...strange];
  assert.deepEqual(statuses(all), ["a 0 completed", "b 0 skipped", "c 1 pending"]);
  const outliner = new SessionOutliner(0);
  for (const event of events(all)) outliner.add(event);
  assert.equal(outliner.nextTier, 2);
});

test("StepTable.tierAwaiting() is the tier that announced the step last, until it has begun", () => {
  const outliner = new SessionOutliner(0);
  const awaiting = (...all: SessionEventKind[]) => {
    for (const event of events(all)) outliner.add(event);
    return outliner.tierAwaiting("a");
  };
  assert.equal(awaiting(), undefined);
  assert.equal(awaiting(tier(0, "a", "a", "b")), 0);
  assert.equal(awaiting(tier(3, "a")), 3);
  assert.equal(awaiting(start("b", 0)), 3);
  assert.equal(awaiting(start("a", 3)), undefined);
  assert.equal(awaiting(complete("a"), tier(4, "a")), 4);
  assert.equal(awaiting(skip("a")), undefined);
});

const MAX_STEPS = 10_000;

test("StepTable beyond its limit counts steps, and mixes them up with none that it keeps", () => {
  const all = Array.from({ length: MAX_STEPS }, (_, index) => start("a", index, by(1)));
  const table = new SessionOutliner(0);
  for (const event of events([...all, complete("a", by(1))])) table.add(event);
  for (const event of events([start("a", MAX_STEPS, by(1)), fail("a", 1, by(1))])) table.add(event);
  for (const event of events([start("b", MAX_STEPS + 1, by(1)), fail("b")])) table.add(event);
  const moment = { live: true, nowMs: 0, held: new Set([1]) };
  const { steps, omitted_steps } = table.finish(moment);
  assert.deepEqual([steps.length, omitted_steps], [MAX_STEPS, 2]);
  assert.equal(steps.at(-1)?.status, "completed");
  assert.ok(steps.slice(0, -1).every(({ status }) => status === "dead"));
  assert.equal(table.nextTier, MAX_STEPS + 2);
});

test("StepTable beyond its limit takes no step for running whose recorder has begun another", () => {
  const names = Array.from({ length: MAX_STEPS }, (_, index) => `s${index}`);
  const all = names.map((name, index) => start(name, 0, by(index + 1)));
  const table = new SessionOutliner(0);
  for (const event of events([...all, start("late", 1, by(MAX_STEPS))])) table.add(event);
  const held = new Set([MAX_STEPS]);
  assert.equal(table.finish({ live: true, nowMs: 0, held }).steps.at(-1)?.status, "dead");
});
