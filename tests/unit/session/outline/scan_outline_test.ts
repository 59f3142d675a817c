import assert from "node:assert/strict";
import { test } from "node:test";
import { readOutputAt, scanLog } from "../../../../src/session/reading/scan_log.ts";
import { readSessionEvents } from "../../../../src/session/reading/read_session_events.ts";
import { scanOutline } from "../../../../src/session/outline/scan_outline.ts";
import { outlineSession } from "../../../../src/session/outline/session_outline.ts";
import { eventLine } from "../../support/event_lines.ts";
import { handWrittenFiles, zigCoreFiles } from "../../support/golden_files.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const golden = zigCoreFiles();
const logs = [...handWrittenFiles().logs, ...(golden?.logs ?? [])];
const which = golden ? "" : " (zig-core's skipped: no ZIG_GOLDEN folder)";

test(`scanOutline() gives what outlineSession() gives, but for streams and last lines${which}`, () => {
  const options = { live: false, nowMs: 0 };
  for (const log of logs) {
    const whole = outlineSession(log, { ...options, tailLines: 0 });
    const steps = whole.steps.map((step) => ({
      ...step,
      stdout_lines: step.stdout_lines + step.stderr_lines,
      stderr_lines: 0,
    }));
    assert.deepEqual(scanOutline(log, options), { ...whole, steps }, log);
  }
});

test(`scanLog() knows of each line where it stands, who said it and when${which}`, () => {
  for (const log of logs) {
    const events = [...readSessionEvents(log)], scanned = [...scanLog(log)];
    assert.equal(scanned.length, events.length);
    for (const [at, event] of events.entries()) {
      const found = scanned[at];
      if (event.type !== "step_output") assert.deepEqual(found?.event, event);
      else if (found && !found.event) {
        assert.deepEqual(
          [found.seq, found.ts, found.stepName],
          [event.seq, event.ts, event.step_name],
        );
        assert.deepEqual(readOutputAt(log, found), event);
      }
    }
  }
});

test("scanLog() finds the whole events of damaged lines, and tells of the rest", () => {
  using folder = new TemporaryFolder();
  const [one, two, three] = [1, 2, 3].map((seq) => eventLine({ seq, line: `line ${seq}` }));
  const log = folder.file(
    "01K0000000000000000000TEST.jsonl",
    `${one}\n{"half ${two}\n\n${three}\n{"seq":4,`,
  );
  const damage: number[] = [];
  const scanned = [...scanLog(log, { onDamage: ({ offset }) => damage.push(offset) })];
  assert.deepEqual(scanned.map((found) => found.event ? 0 : found.seq), [1, 2, 3]);
  assert.equal(damage.length, 3);
  const [, second] = scanned;
  assert.equal(second && readOutputAt(log, second)?.line, "line 2");
});

test("scanLog() of a range gives the events that lie in it", () => {
  using folder = new TemporaryFolder();
  const lines = [1, 2, 3].map((seq) => `${eventLine({ seq, line: "é".repeat(seq) })}\n`);
  const log = folder.file("log.jsonl", lines.join(""));
  const [first = 0, second = 0] = lines.map((line) => Buffer.byteLength(line));
  const range = { start: first, end: first + second };
  assert.deepEqual([...scanLog(log, { range })].map((found) => found.event ?? found.seq), [2]);
});
