import assert from "node:assert/strict";
import { test } from "node:test";
import { readEventsBackwards } from "../../../../src/session/reading/following/log_tail.ts";
import {
  type DamagedLine,
  readSessionEvents,
} from "../../../../src/session/reading/read_session_events.ts";
import { StorageError } from "../../../../src/storage/errors.ts";
import { eventLine } from "../../support/event_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("readSessionEvents() gives every whole event and says where the damage is", () => {
  using folder = new TemporaryFolder();
  const first = `${eventLine({ seq: 1, line: "é" })}\n`, garbage = "\0\0garbage\n";
  const second = `${eventLine({ seq: 2 })}\n`, torn = eventLine({ seq: 3 }).slice(0, -1);
  const path = folder.file("a.jsonl", first + garbage + second + torn);
  const damage: DamagedLine[] = [];
  const seqs = [...readSessionEvents(path, (line) => damage.push(line))].map(({ seq }) => seq);
  assert.deepEqual(seqs, [1, 2]);
  const size = (text: string) => new TextEncoder().encode(text).length;
  assert.deepEqual(damage.map(({ offset }) => offset), [
    size(first),
    size(first + garbage + second),
  ]);
  assert.match(damage[1]?.fault ?? "", /torn/);
});

test("readSessionEvents() counts a whole event without its newline as torn", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", eventLine());
  const damage: DamagedLine[] = [];
  assert.deepEqual([...readSessionEvents(path, (line) => damage.push(line))], []);
  assert.equal(damage.length, 1);
});

test("readSessionEvents() of an empty log gives nothing", () => {
  using folder = new TemporaryFolder();
  assert.deepEqual([...readSessionEvents(folder.file("a.jsonl", ""), () => assert.fail())], []);
});

test("readSessionEvents() without a log throws StorageError", () => {
  using folder = new TemporaryFolder();
  assert.throws(() => [...readSessionEvents(folder.at("none.jsonl"))], StorageError);
});

test("readSessionEvents() can be left half-way", () => {
  using folder = new TemporaryFolder();
  const lines = Array.from({ length: 100 }, (_, index) => `${eventLine({ seq: index + 1 })}\n`);
  for (const { seq } of readSessionEvents(folder.file("a.jsonl", lines.join("")))) {
    if (seq === 3) break;
    assert.ok(seq < 3);
  }
});

test("readEventsBackwards() gives the whole events newest first, without damage and torn tail", () => {
  using folder = new TemporaryFolder();
  const lines = [eventLine({ seq: 1 }), "damage", eventLine({ seq: 2 }), ""];
  for (const torn of ["", "x", eventLine({ seq: 3 }).slice(0, -1), eventLine({ seq: 3 })]) {
    const path = folder.file("a.jsonl", lines.join("\n") + torn);
    assert.deepEqual([...readEventsBackwards(path)].map(({ seq }) => seq), [2, 1]);
  }
});

test("readEventsBackwards() without a log throws StorageError", () => {
  using folder = new TemporaryFolder();
  assert.throws(() => [...readEventsBackwards(folder.at("none.jsonl"))], StorageError);
});
