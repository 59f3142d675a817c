import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { decodeEvent } from "../../../../src/session/reading/decoding/decode_event.ts";
import { countEvents } from "../../../../src/session/reading/count_events.ts";
import { OutputRuns } from "../../../../src/session/reading/output_runs.ts";
import {
  type DamagedLine,
  readSessionEvents,
} from "../../../../src/session/reading/read_session_events.ts";
import { selectEvents } from "../../../../src/session/reading/select_events.ts";
import type { SessionLogEvent } from "../../../../src/session/event.ts";
import { outlineEvents, outlineSession } from "../../../../src/session/outline/session_outline.ts";
import { scanLog } from "../../../../src/upkeep/verify/verify_scan.ts";
import { readStructure } from "../../../../src/session/workflow/session_structure.ts";
import { LineReader } from "../../../../src/storage/lines/line_reader.ts";
import { anyLog } from "../../support/arbitrary_logs.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const RUNS = { numRuns: 1500 };

test("outlineSession() of any log is what its decoded events amount to", () => {
  using folder = new TemporaryFolder();
  const options = { live: false, nowMs: 0 };
  fc.assert(
    fc.property(anyLog, fc.nat(4), (log, tailLines) => {
      const path = folder.file("01K.jsonl", log);
      const { events, damage } = decodedOf(path);
      const { damage: _, ...expected } = outlineEvents(events, { ...options, tailLines });
      const { damage: found, ...outline } = outlineSession(path, { ...options, tailLines });
      assert.deepEqual(outline, expected);
      assert.deepEqual(found, { lines: damage.length, first_offset: damage[0] ?? null });
    }),
    RUNS,
  );
});

test("countEvents() of any log is how many events selectEvents() yields", () => {
  using folder = new TemporaryFolder();
  const filter = fc.record({
    types: fc.option(fc.constant(new Set(["step_output", "step_failed"] as const)), {
      nil: undefined,
    }),
    step: fc.option(fc.constantFrom("a", 'é"\\'), { nil: undefined }),
    stream: fc.option(fc.constant("stderr" as const), { nil: undefined }),
    afterSeq: fc.option(fc.nat(9), { nil: undefined }),
    untilMs: fc.option(fc.constant(Date.parse("2026-01-02T03:04:06Z")), { nil: undefined }),
  });
  fc.assert(
    fc.property(anyLog, filter, (log, filter) => {
      const path = folder.file("01K.jsonl", log), found: DamagedLine[] = [];
      const expected: DamagedLine[] = [], isOver = () => true;
      const selected = selectEvents(path, {
        filter,
        isOver,
        onDamage: (line) => expected.push(line),
      });
      const count = countEvents(path, { filter, isOver, onDamage: (line) => found.push(line) });
      assert.equal(count, [...selected].flat().length);
      assert.deepEqual(found, expected);
    }),
    RUNS,
  );
});

test("verify finds the same in any log whether or not output is judged in runs", () => {
  using folder = new TemporaryFolder();
  fc.assert(
    fc.property(anyLog, (log) => {
      const descriptor = fs.openSync(folder.file("01K.jsonl", log), "r");
      try {
        const [byLine, inRuns] = [false, true].map((runs) => {
          const { check, behindEnd } = scanLog(descriptor, log.length, "01K", undefined, runs);
          const { findings, notes, events, misnumbered, rescued, first, last, ended } = check;
          const outline = check.outliner.finish({ live: false, nowMs: 0, held: new Set() });
          const lastPlace = [last?.seq, last?.ts, last?.type];
          const firstPlace = [first?.seq, first?.ts, first?.type];
          const counts = { events, misnumbered, rescued, behindEnd };
          return { findings, notes, firstPlace, lastPlace, ended, outline, ...counts };
        });
        assert.deepEqual(inRuns, byLine);
      } finally {
        fs.closeSync(descriptor);
      }
    }),
    RUNS,
  );
});

test("readStructure() of any log has its last number and its events but output", () => {
  using folder = new TemporaryFolder();
  fc.assert(
    fc.property(anyLog, (log) => {
      const path = folder.file("01K.jsonl", log), { events } = decodedOf(path);
      const { lastSeq, outliner } = readStructure(path);
      assert.equal(lastSeq, events.at(-1)?.seq ?? 0);
      const options = { tailLines: 0, live: false, nowMs: 0, held: new Set<number>() };
      const structure = events.filter(({ type }) => type !== "step_output");
      assert.deepEqual(outliner.finish(options), outlineEvents(structure, options));
    }),
    RUNS,
  );
});

test("OutputRuns gives the texts and the last lines of what it takes", () => {
  using folder = new TemporaryFolder();
  fc.assert(
    fc.property(anyLog, fc.integer({ min: 1, max: 4 }), (log, wanted) => {
      const path = folder.file("01K.jsonl", log), bytes = fs.readFileSync(path);
      using reader = new LineReader(path);
      const runs = new OutputRuns((run) => {
        const { event, count, offset } = run, texts = run.texts();
        const lines = bytes.subarray(offset).toString().split("\n").slice(0, count);
        assert.equal(
          `${run.lastLines(wanted)}`,
          lines.slice(-wanted).map((l) => `${l}\n`).join(""),
        );
        assert.deepEqual(
          texts.map((line, at) => ({ ...event, seq: event.seq + at, line })),
          lines.map((line) => decodeEvent(line)),
        );
      });
      [...reader.read(undefined, runs)];
    }),
    RUNS,
  );
});

test("OutputRuns takes nearly all of what our writer writes", () => {
  using folder = new TemporaryFolder();
  const lines = Array.from({ length: 20_000 }, (_, at) =>
    JSON.stringify({
      seq: at + 1,
      ts: `2026-01-02T03:04:05.${String(Math.floor(at / 7)).padStart(6, "0")}+00:00`,
      zig_session_id: "01K",
      type: "step_output",
      step_name: "a",
      stream: at % 3 ? "stdout" : "stderr",
      line: `\x1b[32mé "${at}"\\\t`.repeat(at % 4),
    }));
  using reader = new LineReader(folder.file("01K.jsonl", lines.join("\n") + "\n"));
  let taken = 0;
  const runs = new OutputRuns(({ count }) => taken += count);
  const left = [...reader.read(undefined, runs)].length;
  assert.equal(taken + left, lines.length);
  assert.ok(left < 10, `${left} lines are left to be decoded`);
});

test("OutputRuns goes on where another log was read for what it told", () => {
  using folder = new TemporaryFolder();
  const logOf = (name: string, step: string) =>
    folder.file(
      name,
      Array.from({ length: 50 }, (_, at) =>
        `{"seq":${at + 1}${REST.replace('"a"', `"${step}${at % 5}"`)}${step}${at}"}\n`).join(""),
    );
  const one = logOf("01K.jsonl", "one"), other = logOf("01L.jsonl", "the other");
  const textsIn = (path: string, onTold: () => void): string[] => {
    using reader = new LineReader(path);
    const texts: string[] = [];
    const runs = new OutputRuns((run) => {
      texts.push(...run.texts());
      onTold();
    });
    assert.equal([...reader.read(undefined, runs)].length, 0);
    return texts;
  };
  const alone = textsIn(one, () => {});
  assert.equal(alone.length, 50);
  assert.deepEqual(textsIn(one, () => void textsIn(other, () => {})), alone);
});

const REST = `,"ts":"2026-01-02T03:04:05Z","zig_session_id":"01K","type":"step_output",` +
  `"step_name":"a","stream":"stdout","line":"`;
const USUAL = [
  "",
  "a".repeat(15),
  "a".repeat(16),
  "é",
  "\\n",
  '\\"',
  "\\\\",
  "\\/",
  "\\u0000",
  "\\u001f",
];
const UNUSUAL = ["\\u0020", "\\u001F", "\\u00e9", "\\u2028", "\\ud83d\\ude00"];
const UNSOUND = [
  "\t",
  "\x1f",
  "\\",
  "\\x",
  "\\u",
  "\\u001",
  "\\u001g",
  "\\u001\`",
  "\\u00:0",
  "\\u001:",
  "\\ud800",
  '"',
  '"}',
];
const SEQS = ["1", "9", "10", "999999999999999"];
const UNSOUND_SEQS = ["", "0", "01", "-1", "1.0", "1e3", ":", "/", "9007199254740993"];

test("OutputRuns takes what is sound and usual, and leaves all else", () => {
  using folder = new TemporaryFolder();
  const taken = (seq: string, text: string, end = '"}') => {
    const line = `{"seq":${seq}${REST}${text}${end}`;
    using reader = new LineReader(folder.file("01K.jsonl", `${line}\n`));
    let count = 0;
    const runs = new OutputRuns((run) => {
      count += run.count;
      assert.deepEqual({ ...run.event, line: run.texts()[0] }, decodeEvent(line));
    });
    return [...reader.read(undefined, runs)].length === 0 && count === 1;
  };
  for (const before of ["", "x", "x".repeat(14), "x".repeat(31)]) {
    for (const text of USUAL) assert.ok(taken("7", before + text + before), text);
    for (const text of [...UNUSUAL, ...UNSOUND]) {
      assert.ok(!taken("7", before + text + before), text);
    }
    for (const end of ['"', '"}x', '"]', '" }', '","a":1}', "}"]) {
      assert.ok(!taken("7", before, end), end);
    }
    for (const seq of SEQS) assert.ok(taken(seq, before), seq);
    for (const seq of UNSOUND_SEQS) assert.ok(!taken(seq, before), seq);
  }
});

function decodedOf(path: string): { events: SessionLogEvent[]; damage: number[] } {
  const damage: number[] = [];
  return { events: [...readSessionEvents(path, ({ offset }) => damage.push(offset))], damage };
}
