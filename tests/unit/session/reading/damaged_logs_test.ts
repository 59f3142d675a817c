import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionLogEvent } from "../../../../src/session/event.ts";
import { followSession } from "../../../../src/session/reading/following/follow_session.ts";
import { readEventsBackwards } from "../../../../src/session/reading/following/log_tail.ts";
import {
  type DamagedLine,
  readSessionEvents,
} from "../../../../src/session/reading/read_session_events.ts";
import {
  bigDamagedLogs,
  DAMAGED_ID,
  type DamagedLog,
  smallDamagedLogs,
} from "../../support/damaged_logs.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

for (const log of smallDamagedLogs()) testLog(log);
test("Readers get through hostile logs that are too big for a file", async () => {
  for (const log of bigDamagedLogs()) await checkLog(log);
});

function testLog(log: DamagedLog): void {
  test(`Readers find the whole events of ${log.name}.jsonl, and the damage`, () => checkLog(log));
}

async function checkLog({ name, content, seqs, damage }: DamagedLog): Promise<void> {
  using folder = new TemporaryFolder();
  const path = folder.file(`${DAMAGED_ID}.jsonl`, content);
  const found: DamagedLine[] = [];
  const events = [...readSessionEvents(path, (line) => found.push(line))];
  assert.deepEqual(seqsOf(events), seqs, name);
  assert.deepEqual(found.map(({ offset }) => offset), damage, name);
  for (const { fault } of found) assert.ok(fault.length > 0 && fault.length < 200, fault);
  assert.deepEqual([...readEventsBackwards(path)].toReversed(), events, `${name} backwards`);
  // What stands behind the end of the session is not followed.
  const end = seqs.includes(5) ? Buffer.from(content).lastIndexOf("zig_session_ended") : Infinity;
  const heard = damage.filter((offset) => offset < end);
  assert.deepEqual(await followed(path), { seqs, damage: heard }, `${name} followed`);
}

async function followed(path: string): Promise<{ seqs: number[]; damage: number[] }> {
  const seqs: number[] = [], damage: number[] = [];
  const onDamage = ({ offset }: DamagedLine) => damage.push(offset);
  for await (const batch of followSession(path, { onDamage })) {
    for (const { event, text } of batch) {
      seqs.push(event.seq);
      assert.equal((JSON.parse(text) as SessionLogEvent).seq, event.seq);
    }
  }
  return { seqs, damage };
}

function seqsOf(events: readonly SessionLogEvent[]): number[] {
  return events.map(({ seq }) => seq);
}
