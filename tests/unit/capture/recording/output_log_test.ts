import assert from "node:assert/strict";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import type { OutputLimits } from "../../../../src/capture/limit_options.ts";
import { OutputLog } from "../../../../src/capture/recording/output_log.ts";
import { gapOf } from "../../../../src/session/ring/omitted.ts";
import type { SessionWriter } from "../../../../src/session/writing/session_writer.ts";
import { timestamp } from "../../../../src/session/writing/timestamp.ts";
import { wholeEvents } from "../../support/log_lines.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { SharedSession } from "../../support/shared_session.ts";
import { outputBlock } from "../../support/output_block.ts";

const NO_LIMITS: OutputLimits = { maxLogBytes: Infinity, minFreeBytes: 0 };
const LIMITS: OutputLimits = { maxLogBytes: 64 << 10, minFreeBytes: 0 };
const EVENT_BYTES = 500;

function outputLog(writer: SessionWriter, limits: OutputLimits) {
  const faults: string[] = [];
  return { faults, output: new OutputLog(writer, limits, (reason) => faults.push(reason)) };
}

/** Ends the step as the recorder does; returns what its last event says of what is missing. */
function endStep(writer: SessionWriter, output: OutputLog, step = "build") {
  const tail = output.end();
  writer.stepCompleted(step, 0, 1, [], {}, tail);
  output.forgetTail();
  const last = wholeEvents(writer.logPath).at(-1);
  return last && gapOf(last);
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);
const out = (lines: readonly string[], stepName = "build") => outputBlock(stepName, lines);
const sizeOf = (lines: readonly string[]) => lines.reduce((sum, { length }) => sum + length + 1, 0);

function linesIn(writer: SessionWriter, step = "build"): string[] {
  return wholeEvents(writer.logPath).flatMap((event) =>
    event.type === "step_output" && event.step_name === step ? [event.line] : []
  );
}

test("OutputLog logs all lines below its limit, and leaves nothing beside the log", () => {
  using place = new SessionPlace();
  const writer = place.start(), { output, faults } = outputLog(writer, LIMITS);
  output.add(out(numbers(1, 100)));
  assert.equal(endStep(writer, output), undefined);
  assert.deepEqual([linesIn(writer), faults], [numbers(1, 100), []]);
  writer.ended("success");
});

test("OutputLog of a full log keeps beginning and end, and counts the rest to the line and byte", () => {
  for (const chunk of [1, 7, 1000, 20_000]) {
    using place = new SessionPlace();
    const writer = place.start(), { output } = outputLog(writer, LIMITS);
    const all = numbers(1, 20_000);
    for (let from = 0; from < all.length; from += chunk) {
      output.add(out(all.slice(from, from + chunk)));
    }
    const gap = endStep(writer, output);
    const size = fs.statSync(writer.logPath).size, kept = linesIn(writer);
    assert.ok(size > LIMITS.maxLogBytes * 1.9, `${size} bytes`);
    assert.ok(size <= LIMITS.maxLogBytes * 2 + EVENT_BYTES, `${size} bytes`);
    const events = wholeEvents(writer.logPath);
    const first = events.findIndex(({ seq }) => seq === gap?.before);
    assert.ok(gap && first > 0);
    // The start of the session is the first event.
    const head = kept.slice(0, first - 1), tail = kept.slice(first - 1);
    assert.deepEqual(head, all.slice(0, head.length));
    assert.deepEqual(tail, all.slice(-tail.length));
    const missing = all.slice(head.length, all.length - tail.length);
    assert.deepEqual(gap, {
      step_name: "build",
      lines: missing.length,
      bytes: sizeOf(missing),
      before: first + 1,
    });
    assert.equal(
      fs.readdirSync(place.paths.sessions).filter((name) => /ring$/.test(name)).length,
      0,
    );
    writer.ended("success");
  }
});

test("OutputLog gives the end of an output its own times, but never less than what the log has", async () => {
  using place = new SessionPlace();
  const writer = place.start(), { output } = outputLog(writer, { ...LIMITS, maxLogBytes: 1000 });
  output.add(out(numbers(1, 100)));
  output.add(out(["before"]));
  await sleep(30);
  writer.heartbeat(10);
  await sleep(30);
  output.add(out(["behind"]));
  await sleep(30);
  const rings = () => fs.readdirSync(place.paths.sessions).filter((name) => name.endsWith(".ring"));
  assert.ok(rings().length > 0);
  // By the log's own clock, which is not quite that of Date.
  const ended = timestamp();
  endStep(writer, output);
  assert.deepEqual(rings(), []);
  const times = wholeEvents(writer.logPath).map(({ ts }) => ts);
  assert.deepEqual(times, times.toSorted());
  const [beat, before, behind, end] = times.slice(-4);
  assert.equal(before, beat);
  assert.ok(behind && beat && behind > beat && Date.parse(behind) <= Date.parse(ended) - 25);
  assert.ok(end && end >= ended);
  writer.ended("success");
});

test("SessionWriter.stepCompleted() behind lines of a clock that was set back is not earlier than they", () => {
  using place = new SessionPlace();
  const writer = place.start(), ts = "2999-01-02T10:00:00.000000+00:00";
  const batch = { stepName: "build", stream: "stdout", lines: ["late"], ts } as const;
  const tail = { batches: [batch], omitted: { lines: 0, bytes: 0 } };
  writer.stepCompleted("build", 0, 1, [], {}, tail);
  writer.ended("success");
  assert.deepEqual(wholeEvents(writer.logPath).slice(1).map((event) => event.ts), [ts, ts, ts]);
});

test("OutputLog logs no tail where more is to be kept free than there is, and says what became of it", () => {
  using place = new SessionPlace();
  const writer = place.start(), limits = { maxLogBytes: 1, minFreeBytes: 2 ** 60 };
  const { output, faults } = outputLog(writer, limits);
  output.add(out(numbers(1, 10)));
  const gap = endStep(writer, output);
  const { seq } = wholeEvents(writer.logPath).at(-1) ?? {};
  assert.deepEqual(gap, {
    step_name: "build",
    lines: 9,
    bytes: sizeOf(numbers(1, 9)),
    before: seq,
  });
  assert.deepEqual([output.lostLines, linesIn(writer), faults.length], [1, [], 1]);
  writer.ended("success");
});

test("OutputLog logs the end of each attempt, and begins each anew", () => {
  using place = new SessionPlace();
  const writer = place.start(), { output } = outputLog(writer, { ...LIMITS, maxLogBytes: 2000 });
  output.add(out(numbers(1, 1000)));
  const first = endStep(writer, output);
  output.add(out(["short"]));
  const second = endStep(writer, output);
  output.add(out(numbers(1, 1000)));
  const third = endStep(writer, output);
  assert.ok(first && third && third.lines > first.lines);
  assert.equal(second, undefined);
  assert.equal(linesIn(writer).filter((line) => line === "line 1000").length, 2);
  assert.equal(linesIn(writer).filter((line) => line === "short").length, 1);
  writer.ended("success");
});

test("OutputLog of a log that others fill keeps its own end, in order among theirs", () => {
  using session = new SharedSession();
  const writers = { a: session.step("a"), b: session.step("b") };
  const a = outputLog(writers.a, LIMITS).output, b = outputLog(writers.b, LIMITS).output;
  for (let from = 1; from < 10_000; from += 100) {
    a.add(out(numbers(from, from + 99), "a"));
    b.add(out(numbers(from, from + 99), "b"));
  }
  const told = { b: endStep(writers.b, b, "b"), a: endStep(writers.a, a, "a") };
  for (const [step, gap] of Object.entries(told)) {
    const kept = linesIn(writers.a, step);
    assert.equal(kept.length + (gap?.lines ?? 0), 10_000);
    assert.equal(kept.at(-1), "line 10000");
    const events = wholeEvents(session.log);
    const behind = events.find(({ seq }) => seq === gap?.before);
    assert.ok(behind?.type === "step_output" && behind.step_name === step);
  }
  assert.ok(fs.statSync(session.log).size <= LIMITS.maxLogBytes * 3 + 2 * EVENT_BYTES + 2000);
});

test("OutputLog writes nothing while more is to be kept free than there is, and says why", () => {
  using place = new SessionPlace();
  const writer = place.start();
  const { output, faults } = outputLog(writer, { ...NO_LIMITS, minFreeBytes: 2 ** 60 });
  output.add(out(numbers(1, 10)));
  assert.deepEqual(linesIn(writer), []);
  assert.match(
    faults[0] ?? "",
    /^Output was not recorded: ".+" has .+ free, .+ below .+--min-free$/,
  );
  output.end();
  assert.deepEqual([linesIn(writer), output.lostLines], [[], 10]);
  // What is little and says most goes on.
  writer.ended("success");
  assert.equal(wholeEvents(writer.logPath).at(-1)?.type, "zig_session_ended");
});
