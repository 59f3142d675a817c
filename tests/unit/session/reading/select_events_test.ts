import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DamagedLine } from "../../../../src/session/mod.ts";
import { type EventFilter, eventMatcher } from "../../../../src/session/reading/event_filter.ts";
import { readSessionEvents } from "../../../../src/session/reading/read_session_events.ts";
import {
  type EventSelection,
  selectEvents,
} from "../../../../src/session/reading/select_events.ts";
import { anyDamage, applyDamage } from "../../support/damage.ts";
import { smallDamagedLogs } from "../../support/damaged_logs.ts";
import { eventLine } from "../../support/event_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const ID = "01K0000000000000000000TEST";

function selected(log: string, selection: Partial<EventSelection> = {}): number[] {
  const batches = [...selectEvents(log, { filter: {}, ...selection })];
  return batches.flat().map(({ event }) => event.seq);
}

/** Output of two steps on both streams, a second apart. */
function line(seq: number): string {
  return `${
    eventLine({
      seq,
      ts: `2026-01-02T03:04:${String(seq).padStart(2, "0")}.000000+00:00`,
      step_name: seq % 3 === 0 ? "test" : "build",
      stream: seq % 2 === 0 ? "stderr" : "stdout",
    })
  }\n`;
}

const LINES = Array.from({ length: 12 }, (_, index) => line(index + 1));

test("selectEvents() gives what matches all that is asked for", () => {
  using folder = new TemporaryFolder();
  const ended = { ts: "2026-01-02T03:04:13.000000+00:00", status: "success", duration_ms: 1 };
  const end = eventLine({ seq: 13, type: "zig_session_ended", ...ended });
  const log = folder.file(`${ID}.jsonl`, `${LINES.join("")}${end}\n`);
  const at = (second: number) => Date.parse(`2026-01-02T03:04:${String(second).padStart(2, "0")}Z`);
  const cases: [EventFilter, number[]][] = [
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
    [{ types: new Set(["zig_session_ended"]) }, [13]],
    [{ step: "test" }, [3, 6, 9, 12]],
    [{ step: "test", stream: "stderr" }, [6, 12]],
    [{ step: "none" }, []],
    [{ afterSeq: 10 }, [11, 12, 13]],
    [{ beforeSeq: 3 }, [1, 2]],
    [{ afterSeq: 4, beforeSeq: 7 }, [5, 6]],
    [{ afterSeq: 13 }, []],
    [{ sinceMs: at(4), untilMs: at(6) }, [4, 5]],
  ];
  for (const [filter, expected] of cases) {
    assert.deepEqual(selected(log, { filter }), expected, JSON.stringify(filter));
    assert.deepEqual(selected(log, { filter, first: 2 }), expected.slice(0, 2));
    assert.deepEqual(selected(log, { filter, last: 2 }), expected.slice(-2));
  }
  for (const none of [{ first: 0 }, { last: 0 }]) assert.deepEqual(selected(log, none), []);
});

test("selectEvents() gives the lines as they are in the log", () => {
  using folder = new TemporaryFolder();
  const odd = ` ${eventLine({ seq: 1, line: "é\u2028", more: 1 })} \r`;
  const log = folder.file(`${ID}.jsonl`, `${odd}\n`);
  const texts = [...selectEvents(log, { filter: {} })].flat().map(({ text }) => text);
  assert.deepEqual(texts, [odd]);
});

test("selectEvents() of a damaged log gives its whole events and tells of the rest", () => {
  using folder = new TemporaryFolder();
  for (const { name, content, seqs, damage } of smallDamagedLogs()) {
    const log = folder.file("01K000000000000000DAMAGED0.jsonl", content);
    const told: DamagedLine[] = [];
    const selection = { isOver: () => true, onDamage: (found: DamagedLine) => told.push(found) };
    assert.deepEqual(selected(log, selection), seqs, name);
    assert.deepEqual(told.map(({ offset }) => offset), damage, name);
    for (let count = 0; count <= seqs.length + 1; count++) {
      const last = selected(log, { last: count });
      assert.deepEqual(last, count === 0 ? [] : seqs.slice(-count), `${name}, last ${count}`);
    }
  }
});

test("selectEvents() calls a last line without newline damage only when nothing more is written", () => {
  using folder = new TemporaryFolder();
  const log = folder.file(`${ID}.jsonl`, `${line(1)}{"seq":2`);
  for (const isOver of [true, false]) {
    const told: DamagedLine[] = [];
    selected(log, { isOver: () => isOver, onDamage: (found) => told.push(found) });
    assert.equal(told.length, isOver ? 1 : 0);
  }
});

test("selectEvents() with --last and numbers says the same as a reader of all, however a log is damaged", () => {
  using folder = new TemporaryFolder();
  fc.assert(
    fc.property(anyDamage, fc.nat(13), fc.nat(13), fc.nat(13), (damage, last, after, before) => {
      const log = folder.file(`${ID}.jsonl`, applyDamage(LINES, damage).bytes);
      const all = [...readSessionEvents(log)];
      const filter = { stream: "stderr" } as const;
      const wanted = all.filter(eventMatcher(filter)).map(({ seq }) => seq);
      assert.deepEqual(selected(log, { filter, last }), last === 0 ? [] : wanted.slice(-last));
      const inRange = { afterSeq: after, beforeSeq: before };
      const expected = all.filter(eventMatcher(inRange)).map(({ seq }) => seq);
      const found = selected(log, { filter: inRange });
      // With fewer neighbours read, a damaged line may give more of its events.
      for (const seq of expected) assert.ok(found.includes(seq), `${seq} is missing`);
    }),
  );
});
