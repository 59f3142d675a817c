import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { anyEnd, anyMiddleEvent, anyString } from "../../support/arbitrary_events.ts";
import { logLines, wholeEvents, withoutHead } from "../../support/log_lines.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { type WritableKind, writeEvent } from "../../support/write_event.ts";
import { NO_LIMIT_BYTES, outputBlock } from "../../support/output_block.ts";

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

test("SessionWriter writes any events so that they are read back equal", () => {
  using place = new SessionPlace();
  fc.assert(
    fc.property(
      fc.record({ workflow_name: anyString, prompt: fc.option(anyString), tier_count: fc.nat() }),
      fc.array(anyMiddleEvent),
      anyEnd,
      (options, middle, end) => {
        const writer = place.start(options);
        for (const kind of [...middle, end]) writeEvent(writer, kind);
        const started = { type: "zig_session_started", ...options };
        checkLog(writer.logPath, writer.sessionId, [started, ...middle, end]);
      },
    ),
    { numRuns: 60 },
  );
});

test("SessionWriter.tryStepBlocks() writes any blocks so that they are read back equal", () => {
  using place = new SessionPlace();
  const anyBatch = fc.record({
    stepName: anyString,
    stream: fc.constantFrom("stdout" as const, "stderr" as const),
    lines: fc.array(anyString.map((line) => line.replaceAll("\n", " "))),
  });
  fc.assert(
    fc.property(fc.array(fc.array(anyBatch)), anyEnd, (writes, end) => {
      const writer = place.start();
      for (const batches of writes) {
        const blocks = batches.map(({ stepName, lines, stream }) =>
          outputBlock(stepName, lines, stream)
        );
        assert.ok(writer.tryStepBlocks(blocks, NO_LIMIT_BYTES));
      }
      writeEvent(writer, end);
      const outputs = writes.flat().flatMap(({ stepName, stream, lines }) =>
        lines.map((line): WritableKind => ({
          type: "step_output",
          step_name: stepName,
          stream,
          line,
        }))
      );
      checkLog(writer.logPath, writer.sessionId, [
        { type: "zig_session_started" },
        ...outputs,
        end,
      ]);
    }),
    { numRuns: 60 },
  );
});

/** The log holds these events, with these fields and perhaps more, in lines that keep all rules. */
function checkLog(path: string, id: string, expected: readonly object[]): void {
  for (const line of logLines(path)) JSON.parse(line);
  const events = wholeEvents(path);
  assert.equal(events.length, expected.length);
  let previous = "";
  for (const [index, event] of events.entries()) {
    assert.equal(event.seq, index + 1);
    assert.equal(event.zig_session_id, id);
    assert.match(event.ts, TIMESTAMP);
    assert.ok(event.ts >= previous, `${event.ts} after ${previous}`);
    previous = event.ts;
    const wanted = Object.entries({ ...expected[index] });
    const found = withoutHead(event);
    assert.deepEqual(
      Object.fromEntries(wanted.map(([name]) => [name, found[name]])),
      Object.fromEntries(wanted.map(([name, value]) => [name, stored(value)])),
    );
  }
}

/** What reading gives back for a value: lone surrogates cannot be stored. */
function stored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stored);
  return typeof value === "string" ? value.toWellFormed() : value;
}
