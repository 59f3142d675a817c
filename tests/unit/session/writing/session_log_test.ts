import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { SessionLog } from "../../../../src/session/writing/session_log.ts";
import { eventLine } from "../../support/event_lines.ts";
import { hugeString } from "../../support/arbitrary_events.ts";
import { logLines, wholeEvents } from "../../support/log_lines.ts";
import { NO_LIMIT_BYTES, outputBlock } from "../../support/output_block.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import fc from "fast-check";

const output = (line: string) =>
  ({ type: "step_output", step_name: "build", stream: "stdout", line }) as const;

test("SessionLog.append() goes on with the seq of other writers", () => {
  using folder = new TemporaryFolder();
  const path = folder.at("a.jsonl");
  const first = SessionLog.create(path, "a"), second = SessionLog.open(path, "a");
  first.append(output("1"));
  second.append(output("2"), output("3"));
  first.tryAppendBlocks([outputBlock("build", ["4", "5"])], NO_LIMIT_BYTES);
  first.append(output("6"));
  second.append(output("7"));
  const events = wholeEvents(path);
  assert.deepEqual(events.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7]);
  const lines = events.map((event) => event.type === "step_output" ? event.line : "");
  assert.deepEqual(lines, ["1", "2", "3", "4", "5", "6", "7"]);
  first.close();
  second.close();
});

test("SessionLog.append() adds nothing once another writer has ended the session", () => {
  using folder = new TemporaryFolder();
  const path = folder.at("a.jsonl");
  const first = SessionLog.create(path, "a"), second = SessionLog.open(path, "a");
  first.append(output("1"));
  second.append(output("2"));
  first.append({ type: "zig_session_ended", status: "success", duration_ms: 1 });
  second.append(output("late"), { type: "zig_session_ended", status: "failure", duration_ms: 1 });
  assert.ok(second.tryAppendBlocks([outputBlock("b", ["late"])], NO_LIMIT_BYTES));
  first.append({ type: "heartbeat", interval_secs: 1 });
  assert.deepEqual(wholeEvents(path).map(({ type }) => type), [
    "step_output",
    "step_output",
    "zig_session_ended",
  ]);
  first.close();
  second.close();
});

test("SessionLog.append() adds nothing behind an end in the same call", () => {
  using folder = new TemporaryFolder();
  const log = SessionLog.create(folder.at("a.jsonl"), "a");
  log.append({ type: "zig_session_ended", status: "success", duration_ms: 1 }, output("late"));
  assert.equal(logLines(log.logPath).length, 1);
  log.close();
});

test("SessionLog.append() never goes behind the time of another writer's line", () => {
  using folder = new TemporaryFolder();
  const ts = "2999-01-02T03:04:05.123456+00:00";
  const path = folder.file("a.jsonl", eventLine({ seq: 41, ts }) + "\n");
  const log = SessionLog.open(path, "a");
  log.append(output("1"));
  log.append(output("2"));
  assert.deepEqual(wholeEvents(path).map((event) => [event.seq, event.ts]), [
    [41, ts],
    [42, ts],
    [43, ts],
  ]);
  log.close();
});

test("SessionLog.append() goes on from the last whole event before damaged lines", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", `${eventLine({ seq: 7 })}\nnot an event\n{}\n`);
  const log = SessionLog.open(path, "a");
  log.append(output("1"));
  assert.equal(JSON.parse(logLines(path).at(-1) ?? "").seq, 8);
  log.close();
});

test("SessionLog.append() after a torn tail starts on a fresh line with the next seq", () => {
  using folder = new TemporaryFolder();
  const torn = eventLine({ seq: 8 }).slice(0, 50);
  const path = folder.file("a.jsonl", `${eventLine({ seq: 7 })}\n${torn}`);
  const log = SessionLog.open(path, "a");
  log.append(output("1"));
  log.close();
  assert.deepEqual(wholeEvents(path).map(({ seq }) => seq), [7, 8]);
  assert.equal(fs.readFileSync(folder.at("a.torn"), "utf8"), torn);
});

test("SessionLog.tryAppendBlocks() with nothing to write writes nothing", () => {
  using folder = new TemporaryFolder();
  const log = SessionLog.create(folder.at("a.jsonl"), "a");
  assert.ok(log.tryAppendBlocks([], NO_LIMIT_BYTES));
  assert.ok(log.tryAppendBlocks([outputBlock("build", [])], NO_LIMIT_BYTES));
  log.append(output("first"));
  assert.deepEqual(wholeEvents(log.logPath).map(({ seq }) => seq), [1]);
  log.close();
});

test("SessionLog.append() stores lines of a megabyte, whatever they hold", () => {
  using folder = new TemporaryFolder();
  const log = SessionLog.create(folder.at("a.jsonl"), "a");
  const lines = fc.sample(hugeString, { numRuns: 8, seed: 1 });
  for (const line of lines) log.append(output(line));
  const found = wholeEvents(log.logPath)
    .map((event) => event.type === "step_output" ? event.line : "");
  assert.ok(found.every((line, index) => line === lines[index]?.toWellFormed()));
  assert.equal(found.length, lines.length);
  log.close();
});
