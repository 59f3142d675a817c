import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { followSession } from "../../../../../src/session/reading/following/follow_session.ts";
import type { FollowOptions } from "../../../../../src/session/reading/following/followed_log.ts";
import { skipBySeq } from "../../../../../src/session/reading/skip_by_seq.ts";
import { holdLiveFile } from "../../../../../src/session/lifecycle/live_file.ts";
import type { DamagedLine } from "../../../../../src/session/mod.ts";
import { eventLine } from "../../../support/event_lines.ts";
import { SessionPlace } from "../../../support/session_place.ts";
import { TemporaryFolder } from "../../../support/temporary_folder.ts";
import { NO_LIMIT_BYTES, outputBlock } from "../../../support/output_block.ts";

// Longer than the follower's poll, so that it looks at what is there.
const LOOK_MS = 150;

async function follow(
  log: string,
  damage: DamagedLine[] = [],
  options: FollowOptions = {},
): Promise<string[]> {
  const texts: string[] = [];
  const onDamage = (line: DamagedLine) => damage.push(line);
  for await (const batch of followSession(log, { ...options, onDamage })) {
    texts.push(...batch.map(({ text }) => text));
  }
  return texts;
}

function lines(log: string): string[] {
  return fs.readFileSync(log, "utf8").trimEnd().split("\n");
}

test("followSession() replays a session that has ended, and ends", async () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.stepOutput("a", "stdout", "hello");
  writer.ended("success");
  assert.deepEqual(await follow(writer.logPath), lines(writer.logPath));
});

test("followSession() yields what is appended, until the session ends", async () => {
  using place = new SessionPlace();
  const writer = place.start();
  const followed = follow(writer.logPath);
  for (let line = 0; line < 20; line++) {
    writer.stepOutput("a", "stdout", `line ${line}`);
    await sleep(line % 5 === 0 ? LOOK_MS : 1);
  }
  writer.ended("failure");
  assert.deepEqual(await followed, lines(writer.logPath));
});

test("followSession() yields a long log in batches, whole and in order", async () => {
  using place = new SessionPlace();
  const writer = place.start();
  const output = Array.from({ length: 20_000 }, (_, line) => `line ${line}`);
  writer.tryStepBlocks([outputBlock("a", output)], NO_LIMIT_BYTES);
  writer.ended("success");
  let count = 0, batches = 0;
  for await (const batch of followSession(writer.logPath)) {
    batches++;
    for (const { event } of batch) assert.equal(event.seq, ++count);
  }
  assert.equal(count, output.length + 2);
  assert.ok(batches > 1);
});

test("followSession() never yields half an event", async () => {
  using folder = new TemporaryFolder();
  const first = eventLine({ seq: 1 }), second = eventLine({ seq: 2, line: "日本語" });
  const end = eventLine({ seq: 3, type: "zig_session_ended", status: "success", duration_ms: 1 });
  const bytes = Buffer.from(`${second}\n`), middle = bytes.indexOf("本") + 1;
  const log = folder.file("a.jsonl", `${first}\n`);
  const live = holdLiveFile(log);
  const damage: DamagedLine[] = [];
  const followed = follow(log, damage);
  fs.appendFileSync(log, bytes.subarray(0, middle));
  await sleep(LOOK_MS);
  fs.appendFileSync(log, bytes.subarray(middle));
  await sleep(LOOK_MS);
  fs.appendFileSync(log, `${end}\n`);
  assert.deepEqual([await followed, damage], [[first, second, end], []]);
  live.release();
});

test("followSession() goes on after a torn line that another writer has mended", async () => {
  using place = new SessionPlace();
  const writer = place.start();
  const followed = follow(writer.logPath);
  fs.appendFileSync(writer.logPath, '{"seq":2,"ts":"2026-01-02T03:04:05');
  await sleep(LOOK_MS);
  writer.stepOutput("a", "stdout", "after the torn line, and longer than it, so that it covers it");
  writer.ended("success");
  const texts = await followed;
  assert.deepEqual(texts, lines(writer.logPath));
  assert.equal(texts.length, 3);
});

test("followSession() of a dead session yields all of its log, says what is torn, and ends", async () => {
  using folder = new TemporaryFolder();
  const whole = eventLine();
  const log = folder.file("a.jsonl", `${whole}\nnoise\n${whole}\n{"seq":`);
  folder.file("a.4711.live", "");
  const damage: DamagedLine[] = [];
  assert.deepEqual(await follow(log, damage), [whole, whole]);
  assert.deepEqual(damage.map(({ offset }) => offset), [
    whole.length + 1,
    2 * whole.length + "\nnoise\n\n".length,
  ]);
});

test("followSession() ends when the recorder dies without an end", async () => {
  using folder = new TemporaryFolder();
  const log = folder.file("a.jsonl", `${eventLine({ ts: "2026-01-02T03:04:05.000006+00:00" })}\n`);
  const live = holdLiveFile(log);
  const followed = follow(log);
  await sleep(LOOK_MS);
  live.release();
  assert.deepEqual(await followed, lines(log));
});

test("followSession() of a log that is not there throws StorageError", async () => {
  await assert.rejects(follow("/home/ada/gone.jsonl"), { name: "StorageError" });
});

test("followSession() begins where it is told to", async () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.stepOutput("a", "stdout", "old");
  const start = fs.statSync(writer.logPath).size;
  const followed = follow(writer.logPath, [], { start });
  const late = follow(writer.logPath, [], { skip: skipBySeq(3, Infinity) });
  for (const text of ["third", "fourth"]) writer.stepOutput("a", "stdout", text);
  writer.ended("success");
  assert.deepEqual(await followed, lines(writer.logPath).slice(2));
  assert.deepEqual(await late, lines(writer.logPath).slice(3));
});

test("followSession() goes on in a file that takes the log's place, which a repair numbers anew", async () => {
  for (const skipped of [0, 2]) {
    using folder = new TemporaryFolder();
    // Two of the same time and text, as one write of a recorder makes them.
    const twins = [3, 4].map((seq) => eventLine({ seq }));
    const log = folder.file("a.jsonl", [eventLine({ seq: 1 }), "noise", ...twins, ""].join("\n"));
    const live = holdLiveFile(log);
    const damage: DamagedLine[] = [];
    const start = skipped === 0 ? 0 : Buffer.byteLength(`${eventLine({ seq: 1 })}\nnoise\n`);
    const followed = follow(log, damage, { start });
    await sleep(LOOK_MS);
    const renumbered = [1, 2, 3].map((seq) => eventLine({ seq }));
    const added = [
      eventLine({ seq: 4, line: "added" }),
      eventLine({ seq: 5, type: "zig_session_ended", status: "success", duration_ms: 1 }),
    ];
    fs.renameSync(folder.file("new", [...renumbered, added[0], ""].join("\n")), log);
    await sleep(LOOK_MS);
    fs.appendFileSync(log, `${added[1]}\n`);
    const expected = [...(skipped === 0 ? [eventLine({ seq: 1 })] : []), ...twins, ...added];
    assert.deepEqual(await followed, expected);
    assert.equal(damage.length, skipped === 0 ? 1 : 0);
    live.release();
  }
});

test("followSession() goes on in a log that was cut, behind the number that was last", async () => {
  using folder = new TemporaryFolder();
  const [first, second, third] = [1, 2, 3].map((seq) => eventLine({ seq }));
  const end = eventLine({ seq: 4, type: "zig_session_ended", status: "success", duration_ms: 1 });
  const log = folder.file("a.jsonl", `${first}\nnoise\n${second}\n`);
  const live = holdLiveFile(log);
  const damage: DamagedLine[] = [];
  const followed = follow(log, damage);
  await sleep(LOOK_MS);
  fs.truncateSync(log, Buffer.byteLength(`${first}\n`));
  await sleep(LOOK_MS);
  fs.appendFileSync(log, `${second}\n${third}\n`);
  await sleep(LOOK_MS);
  fs.appendFileSync(log, `${end}\n`);
  assert.deepEqual([await followed, damage.length], [[first, second, third, end], 1]);
  live.release();
});
