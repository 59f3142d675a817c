import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import type { SessionEventKind, SessionLogEvent } from "../../../../src/session/event.ts";
import { SessionLog } from "../../../../src/session/writing/session_log.ts";
import { eventLine } from "../../support/event_lines.ts";
import { kinds } from "../../support/event_kinds.ts";
import { wholeEvents, withoutHead } from "../../support/log_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const OUTPUT = kinds.say("build", "hello");
const seqs = (events: readonly SessionLogEvent[]) => events.map(({ seq }) => seq);

/** Two writers of one log, which has begun. */
class TwoLogs extends TemporaryFolder {
  readonly log = this.at("a.jsonl");
  readonly first = SessionLog.create(this.log, "a");
  readonly second = SessionLog.open(this.log, "a");

  constructor() {
    super();
    this.first.append(kinds.started());
  }

  /** What the second one is told of. */
  since(after: number, made: readonly SessionEventKind[] = []): readonly SessionLogEvent[] {
    let told: readonly SessionLogEvent[] = [];
    this.second.appendAfter(after, (events) => {
      told = events;
      return made;
    });
    return told;
  }

  override [Symbol.dispose](): void {
    this.first.close();
    this.second.close();
    super[Symbol.dispose]();
  }
}

test("SessionLog.appendAfter() shows the events behind a number in their order, without output", () => {
  using logs = new TwoLogs();
  logs.first.append(kinds.tier(0, "a"), OUTPUT, kinds.skip("a"), OUTPUT);
  const since = logs.since(1, [kinds.tier(1, "b")]);
  assert.deepEqual(since.map((event) => [event.seq, withoutHead(event)]), [
    [2, kinds.tier(0, "a")],
    [4, kinds.skip("a")],
  ]);
  assert.deepEqual(seqs(wholeEvents(logs.log)), [1, 2, 3, 4, 5, 6]);
  logs.first.append(kinds.beat());
  assert.deepEqual(seqs(logs.since(6)), [7]);
  assert.deepEqual(seqs(logs.since(7)), []);
});

test("SessionLog.appendAfter() that makes nothing leaves the log and its numbers alone", () => {
  using logs = new TwoLogs();
  const before = fs.readFileSync(logs.log);
  logs.since(0);
  assert.deepEqual(fs.readFileSync(logs.log), before);
  logs.second.append(kinds.beat());
  assert.deepEqual(seqs(wholeEvents(logs.log)), [1, 2]);
});

test("SessionLog.appendAfter() appends nothing when what decides throws, and goes on after it", () => {
  using logs = new TwoLogs();
  const refusal = new Error("on purpose");
  const refuse = () => {
    throw refusal;
  };
  logs.first.append(kinds.tier(0, "a"));
  assert.throws(() => logs.second.appendAfter(0, refuse), refusal);
  // The lock is free, and the numbers are those of the log.
  logs.first.append(OUTPUT);
  assert.throws(() => logs.second.appendAfter(0, refuse), refusal);
  assert.deepEqual(seqs(logs.since(2, [kinds.beat(), kinds.tier(1, "b")])), []);
  assert.throws(() => logs.second.appendAfter(0, refuse), refusal);
  logs.second.append(OUTPUT);
  assert.deepEqual(seqs(wholeEvents(logs.log)), [1, 2, 3, 4, 5, 6]);
});

test("SessionLog.appendAfter() that is refused behind a torn tail has mended it, and loses no number", () => {
  using logs = new TwoLogs();
  logs.second.append(OUTPUT);
  const torn = eventLine({ seq: 3 }).slice(0, 40);
  fs.appendFileSync(logs.log, torn);
  assert.throws(() =>
    logs.second.appendAfter(0, () => {
      throw new Error("on purpose");
    })
  );
  logs.second.append(OUTPUT);
  logs.first.append(OUTPUT);
  assert.deepEqual(seqs(wholeEvents(logs.log)), [1, 2, 3, 4]);
  assert.equal(fs.readFileSync(logs.at("a.torn"), "utf8"), torn);
});

test("SessionLog.appendAfter() shows the end of the session, and adds nothing behind it", () => {
  using logs = new TwoLogs();
  logs.first.append(kinds.end("failure"));
  assert.deepEqual(logs.since(1, [kinds.tier(0, "late")]).map(({ type }) => type), [
    "zig_session_ended",
  ]);
  assert.ok(logs.second.ended);
  logs.since(0, [kinds.end()]);
  assert.equal(logs.second.append(kinds.beat()), false);
  assert.equal(wholeEvents(logs.log).length, 2);
});

test("SessionLog.appendAfter() adds nothing behind an end that it makes itself", () => {
  using logs = new TwoLogs();
  logs.since(0, [kinds.skip("a"), kinds.end(), kinds.tier(0, "late")]);
  logs.first.append(kinds.beat());
  assert.deepEqual(wholeEvents(logs.log).map(({ type }) => type).slice(1), [
    "step_skipped",
    "zig_session_ended",
  ]);
});

test("SessionLog.appendAfter() by turns decides on all that others wrote, torn tails in between", () => {
  const turn = fc.record({
    writer: fc.nat(2),
    what: fc.constantFrom("tier", "tier", "output", "refuse", "torn"),
  });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 30 }), (turns) => {
      using logs = new TwoLogs();
      const writers = [logs.first, logs.second, SessionLog.open(logs.log, "a")]
        .map((log) => ({ log, tiers: 0, after: 0 }));
      for (const { writer: at, what } of turns) {
        const writer = writers[at];
        if (!writer) continue;
        if (what === "torn") fs.appendFileSync(logs.log, '{"seq":');
        else if (what === "output") writer.log.append(OUTPUT);
        else {
          const decide = (since: readonly SessionLogEvent[]) => {
            for (const event of since) {
              if (event.type === "tier_started") writer.tiers = event.tier_index + 1;
              writer.after = event.seq;
            }
            if (what === "refuse") throw new Error("on purpose");
            return [kinds.tier(writer.tiers++)];
          };
          try {
            writer.log.appendAfter(writer.after, decide);
          } catch (error) {
            assert.equal((error as Error).message, "on purpose");
          }
        }
      }
      logs.first.append(kinds.end());
      const events = wholeEvents(logs.log);
      assert.deepEqual(seqs(events), events.map((_, index) => index + 1));
      const tiers = events.flatMap((event) =>
        event.type === "tier_started" ? [event.tier_index] : []
      );
      assert.deepEqual(tiers, tiers.map((_, index) => index));
      writers[2]?.log.close();
    }),
    { numRuns: 100 },
  );
});
