import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { encodeEvent } from "../../../../src/session/writing/encode_event.ts";
import type { SessionEventKind } from "../../../../src/session/event.ts";
import { readSessionEvents } from "../../../../src/session/reading/read_session_events.ts";
import { SessionOutliner } from "../../../../src/session/outline/session_outline.ts";
import {
  readStructure,
  StructureReader,
} from "../../../../src/session/workflow/session_structure.ts";
import { anyString } from "../../support/arbitrary_events.ts";
import { anyDamage, applyDamage, applyLineDamage, shownDamage } from "../../support/damage.ts";
import { eventLine } from "../../support/event_lines.ts";
import { kinds } from "../../support/event_kinds.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const ID = "01K0000000000000000000TEST";
const LINES = 14;

/** A line of a log; `ms` tells when, as far as it matters. */
function line(seq: number, kind: SessionEventKind): string {
  const ts = `2026-01-02T03:04:05.${String(seq).padStart(6, "0")}+00:00`;
  return encodeEvent({ seq, ts, zig_session_id: ID }, kind);
}

const NAMES = ["a", "b", 'say "hi"', "two\nlines", "\\", "\t\x1b[31m", "é€😀", '","line":"', ""];
const name = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: anyString },
);
const tierIndex = fc.nat(4);
const recorder = fc.constantFrom<Record<string, number>>({}, { recorder: 1 }, { recorder: 2 });
const said = fc.oneof(
  { weight: 2, arbitrary: anyString },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      line(4, kinds.tier(9, "a")).trim(),
      line(5, kinds.complete("a")),
      `"}\n${line(6, kinds.end())}`,
      '"}',
      "\\",
      "x".repeat(5000),
      "\ufffd",
    ),
  },
);

const anyKind: fc.Arbitrary<SessionEventKind> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(name, said).map(([one, text]) => kinds.say(one, text)) },
  {
    weight: 3,
    arbitrary: fc.oneof(
      fc.tuple(tierIndex, fc.array(name, { maxLength: 3 })).map(([at, all]) =>
        kinds.tier(at, ...all)
      ),
      fc.tuple(name, tierIndex, recorder).map(([one, at, extra]) => kinds.start(one, at, extra)),
      fc.tuple(name, recorder).map(([one, extra]) => kinds.complete(one, extra)),
      fc.tuple(name, fc.nat(3), fc.boolean(), recorder).map(([one, attempt, retrying, extra]) =>
        kinds.fail(one, attempt, { ...extra, retrying })
      ),
      name.map(kinds.skip),
      fc.constantFrom(kinds.started(), kinds.beat(), kinds.end()),
    ),
  },
);
const anyLines = fc.array(anyKind, { minLength: LINES, maxLength: LINES })
  .map((all) => all.map((kind, at) => line(at + 1, kind)));

/** What the structure of a log has to be: that of all that a reader makes of it, without the output. */
function assertAgreement(content: Uint8Array | string): void {
  using folder = new TemporaryFolder();
  const path = folder.file(`${ID}.jsonl`, content);
  const whole = new SessionOutliner(0), events = [...readSessionEvents(path)];
  for (const event of events) if (event.type !== "step_output") whole.add(event);
  const { outliner, lastSeq } = readStructure(path);
  assert.equal(lastSeq, events.at(-1)?.seq ?? 0);
  const moment = { live: true, nowMs: Date.UTC(2026, 0, 3), held: new Set([1]) };
  assert.deepEqual(outliner.finish(moment), whole.finish(moment));
  assert.equal(outliner.nextTier, whole.nextTier);
  for (const one of NAMES) assert.equal(outliner.tierAwaiting(one), whole.tierAwaiting(one));
}

test("readStructure() agrees with the whole outline of any log, also one with a torn tail", () => {
  fc.assert(
    fc.property(anyLines, fc.nat(), (lines, cut) => {
      assertAgreement(lines.join(""));
      const last = lines.at(-1) ?? "";
      assertAgreement(lines.slice(0, -1).join("") + last.slice(0, cut % last.length));
    }),
    { numRuns: 100 },
  );
});

test("readStructure() agrees with the whole outline of any damaged log", () => {
  fc.assert(
    fc.property(anyLines, anyDamage, shownDamage, (lines, damage, ofLines) => {
      assertAgreement(applyDamage(lines, damage).bytes);
      assertAgreement(applyLineDamage(lines, ofLines));
    }),
    { numRuns: 200 },
  );
});

const START = line(1, kinds.started());

for (
  const [what, damaged] of [
    ["a control character", eventLine({ seq: 3, line: "?" }).replace("?", "\0")],
    ["an escape that is none", eventLine({ seq: 3, line: "?" }).replace("?", "\\x")],
    ["half a surrogate", eventLine({ seq: 3, line: "?" }).replace("?", "\\ud800")],
    ["a time that is none", eventLine({ seq: 3, ts: "now" })],
    ["a stream that is none", eventLine({ seq: 3, stream: "stdin" })],
    ["no text", eventLine({ seq: 3, line: undefined })],
    ["bytes that are no UTF-8", Buffer.from(eventLine({ seq: 3, line: "\xff" }), "latin1")],
  ] as const
) {
  test(`readStructure() does not count output with ${what}, whose number the next event gets`, () => {
    using folder = new TemporaryFolder();
    const path = folder.file(
      `${ID}.jsonl`,
      Buffer.concat([
        Buffer.from(START + eventLine({ seq: 2 }) + "\n"),
        Buffer.from(damaged),
        Buffer.from("\n"),
      ]),
    );
    assert.equal(readStructure(path).lastSeq, 2);
  });
}

test("readStructure() takes no event for new that stands before the output behind which it was found", () => {
  const copy = line(2, kinds.tier(7, "copied"));
  const output = Array.from({ length: 5 }, (_, at) => line(at + 2, kinds.say("a", "x")));
  assertAgreement(`${START}${output.join("")}half an ev${copy}`);
  using folder = new TemporaryFolder();
  const path = folder.file(`${ID}.jsonl`, `${START}${output.join("")}half an ev${copy}`);
  const { outliner, lastSeq } = readStructure(path);
  assert.deepEqual([lastSeq, outliner.nextTier], [6, 0]);
});

test("readStructure() finds the event to which half a line of output is glued", () => {
  const glued = line(2, kinds.say("a", "x")).slice(0, -8) + line(3, kinds.tier(0, "b"));
  assertAgreement(START + glued);
  using folder = new TemporaryFolder();
  const { outliner, lastSeq } = readStructure(folder.file(`${ID}.jsonl`, START + glued));
  assert.deepEqual([lastSeq, outliner.tierAwaiting("b")], [3, 0]);
});

test("readStructure() of a log of nothing is nothing, and of one that is gone StorageError", () => {
  using folder = new TemporaryFolder();
  const { outliner, lastSeq } = readStructure(folder.file("a.jsonl", ""));
  assert.deepEqual([lastSeq, outliner.nextTier, outliner.started], [0, 0, null]);
  assert.throws(() => readStructure(folder.at("gone.jsonl")), { name: "StorageError" });
});

test("StructureReader.readOn() at any time agrees with a reader that begins then", () => {
  fc.assert(
    fc.property(anyLines, fc.array(fc.nat(), { maxLength: 4 }), (lines, cuts) => {
      using folder = new TemporaryFolder();
      const whole = Buffer.from(lines.join("")), path = folder.file(`${ID}.jsonl`, "");
      using reader = new StructureReader(path);
      const lengths = cuts.map((cut) => cut % whole.length).sort((a, b) => a - b);
      for (const length of [...lengths, whole.length]) {
        // Cut anywhere, so that lines are torn, too.
        fs.writeFileSync(path, whole.subarray(0, length));
        reader.readOn();
        const anew = readStructure(path);
        const moment = { live: true, nowMs: Date.UTC(2026, 0, 3), held: new Set([1]) };
        assert.equal(reader.lastSeq, anew.lastSeq);
        assert.deepEqual(reader.outliner.finish(moment), anew.outliner.finish(moment));
      }
    }),
    { numRuns: 50 },
  );
});

test("StructureReader.readOn() begins anew when what it has read was taken back, or the log replaced", () => {
  using folder = new TemporaryFolder();
  const tiers = [line(2, kinds.tier(0, "a")), line(3, kinds.tier(1, "b"))];
  const path = folder.file(`${ID}.jsonl`, START + tiers.join(""));
  using reader = new StructureReader(path);
  reader.readOn();
  assert.deepEqual([reader.lastSeq, reader.outliner.nextTier], [3, 2]);
  fs.truncateSync(path, Buffer.byteLength(START + tiers[0]));
  reader.readOn();
  assert.deepEqual([reader.lastSeq, reader.outliner.nextTier], [2, 1]);
  fs.renameSync(folder.file("other", START + line(2, kinds.tier(6, "a"))), path);
  reader.readOn();
  assert.deepEqual([reader.lastSeq, reader.outliner.nextTier], [2, 7]);
});
