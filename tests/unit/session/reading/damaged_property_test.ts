import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { isEvent } from "../../../../src/session/reading/decoding/decode_event.ts";
import { encodeEvent, encodeLoggedEvent } from "../../../../src/session/writing/encode_event.ts";
import { LogDecoder } from "../../../../src/session/reading/decoding/log_decoder.ts";
import { readEventsBackwards } from "../../../../src/session/reading/following/log_tail.ts";
import { readSessionEvents } from "../../../../src/session/reading/read_session_events.ts";
import { LineReader } from "../../../../src/storage/lines/line_reader.ts";
import { anyEnd, anyMiddleEvent } from "../../support/arbitrary_events.ts";
import { anyDamage, applyDamage, applyLineDamage, shownDamage } from "../../support/damage.ts";
import { DAMAGED_ID } from "../../support/damaged_logs.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const RUNS = 500;
const LONGEST_LINE_CHARS = 10_000;

const anyLog: fc.Arbitrary<string[]> = fc.tuple(fc.array(anyMiddleEvent, { maxLength: 12 }), anyEnd)
  .map(([middle, end]) =>
    [...middle, end].map((kind, index) => {
      const ts = "2026-01-02T03:04:05.000006+00:00";
      return encodeEvent({ seq: index + 1, ts, zig_session_id: DAMAGED_ID }, kind);
    }).filter((line) => line.length < LONGEST_LINE_CHARS)
  );

test("A log with damage that shows gives no event that was not written, and tells of what is missing", () => {
  using folder = new TemporaryFolder();
  fc.assert(
    fc.property(anyLog, shownDamage, (lines, damage) => {
      const { events, backwards, damaged } = read(folder, applyLineDamage(lines, damage));
      const written = new Set(lines);
      for (const event of [...events, ...backwards]) {
        assert.ok(written.has(event), `never written: ${event}`);
      }
      if (lines.some((line) => !events.includes(line))) assert.ok(damaged > 0, "without a word");
    }),
    { numRuns: RUNS },
  );
});

test("A log with any damage gives every event whose line is untouched", () => {
  using folder = new TemporaryFolder();
  fc.assert(
    fc.property(anyLog, anyDamage, (lines, damage) => {
      const { bytes, untouched } = applyDamage(lines, damage);
      const { events, backwards } = read(folder, bytes);
      for (const line of untouched) {
        assert.ok(events.includes(line), `lost: ${line}`);
        assert.ok(backwards.includes(line), `lost backwards: ${line}`);
      }
    }),
    { numRuns: RUNS },
  );
});

test("A damaged log that grows in random pieces gives the same events as one that is read whole", () => {
  using folder = new TemporaryFolder();
  fc.assert(
    fc.property(anyLog, anyDamage, fc.array(fc.nat()), (lines, damage, cuts) => {
      const { bytes } = applyDamage(lines, damage);
      const { events, damaged } = read(folder, bytes);
      assert.deepEqual(readInPieces(folder, bytes, cuts), { events, damaged });
    }),
    { numRuns: RUNS },
  );
});

interface Reading {
  /** As lines. */
  readonly events: string[];
  /** How often damage was told of. */
  readonly damaged: number;
}

function read(folder: TemporaryFolder, bytes: Buffer): Reading & { backwards: string[] } {
  const path = folder.file(`${DAMAGED_ID}.jsonl`, bytes);
  let damaged = 0;
  const events = [...readSessionEvents(path, () => damaged++)].map(encodeLoggedEvent);
  const backwards = [...readEventsBackwards(path)].map(encodeLoggedEvent);
  return { events, backwards, damaged };
}

function readInPieces(folder: TemporaryFolder, bytes: Buffer, cuts: readonly number[]): Reading {
  const path = folder.file(`${DAMAGED_ID}.jsonl`, "");
  let damaged = 0;
  const decoder = new LogDecoder(path, () => damaged++);
  using reader = new LineReader(path);
  const events: string[] = [];
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  let start = 0;
  for (const end of [...places, bytes.length]) {
    fs.appendFileSync(path, bytes.subarray(start, end));
    start = end;
    for (const line of reader.read()) {
      const event = decoder.decode(line);
      const found = isEvent(event) ? [event] : decoder.recover(line, event).map((f) => f.event);
      events.push(...found.map(encodeLoggedEvent));
    }
  }
  decoder.tellTorn(reader.torn);
  return { events, damaged };
}
