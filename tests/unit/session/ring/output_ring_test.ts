import assert from "node:assert/strict";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { OutputRing } from "../../../../src/session/ring/output_ring.ts";
import { readRing } from "../../../../src/session/ring/read_ring.ts";
import { ringFilesOf, ringPath } from "../../../../src/session/ring/ring_files.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const ID = "01K00000000000000000000000", RECORDER = 4711, LIMIT = 20_000;

class RingPlace extends TemporaryFolder {
  readonly logPath = this.at(`${ID}.jsonl`);

  ring(stepName = "build"): OutputRing {
    const { logPath } = this;
    return new OutputRing({
      logPath,
      sessionId: ID,
      recorder: RECORDER,
      stepName,
      limitBytes: LIMIT,
    });
  }

  /** What is on the disk, as soon as the line is there. */
  async saved(line: string) {
    for (let waited = 0; waited < 10_000; waited += 20) {
      const tail = readRing(this.logPath, RECORDER, "build");
      if (tail?.lines.at(-1)?.line === line) return tail;
      await sleep(20);
    }
    return assert.fail(`"${line}" was never saved`);
  }
}

const out = (...lines: string[]) => ({ stepName: "build", stream: "stdout" as const, lines });
const sizeOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("").length;
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

test("OutputRing saves each line soon, in two files at most, and never loses sight of the last ones", async () => {
  using place = new RingPlace();
  const ring = place.ring();
  for (let last = 40; last <= 1200; last += 40) {
    ring.add(out(...numbers(last - 39, last)));
    const { lines, omitted } = await place.saved(String(last));
    assert.deepEqual(lines.map(({ line }) => line), numbers(omitted.lines + 1, last));
    assert.equal(omitted.bytes, sizeOf(numbers(1, omitted.lines)));
    // About as many as the ring keeps itself, and up to twice as many.
    assert.ok(lines.length >= Math.min(last, 90), `${lines.length} lines of ${last}`);
    const files = ringFilesOf(place.logPath).map(({ path }) => fs.statSync(path));
    assert.ok(files.length <= 2);
    for (const { size } of files) assert.ok(size <= LIMIT + 200, `${size} bytes`);
  }
  const { batches, omitted } = ring.take();
  const kept = batches.flatMap(({ lines }) => lines);
  assert.deepEqual(kept, numbers(omitted.lines + 1, 1200));
  ring.discard();
  assert.deepEqual(fs.readdirSync(place.path), []);
});

test("OutputRing saves of a flood only the end, and says how much was before", async () => {
  using place = new RingPlace();
  const ring = place.ring();
  ring.add(out(...numbers(1, 10)));
  await place.saved("10");
  ring.add(out(...numbers(11, 50_000)));
  const { lines, omitted } = await place.saved("50000");
  assert.deepEqual(lines.map(({ line }) => line), numbers(omitted.lines + 1, 50_000));
  assert.equal(omitted.bytes, sizeOf(numbers(1, omitted.lines)));
  assert.equal(ring.take().omitted.lines, omitted.lines);
  for (const { path } of ringFilesOf(place.logPath)) {
    assert.equal(fs.statSync(path).mode & 0o777, 0o600);
    assert.ok(fs.statSync(path).size <= LIMIT + 200);
  }
  ring.discard();
});

test("OutputRing begins a new file where lines between the saved ones are left out", async () => {
  using place = new RingPlace();
  const ring = place.ring(), last = "z".repeat(LIMIT / 2);
  ring.add(out("a"));
  await place.saved("a");
  ring.add(out("y".repeat(LIMIT * 0.8), last));
  const { lines, omitted } = await place.saved(last);
  assert.deepEqual([lines.length, omitted], [1, { lines: 2, bytes: 2 + LIMIT * 0.8 + 1 }]);
  ring.discard();
});

test("OutputRing leaves the files of one who died with its number alone, and follows no link", async () => {
  using place = new RingPlace();
  const dead = ringPath(place.logPath, RECORDER, 0), precious = place.file("precious", "as it was");
  fs.writeFileSync(dead, "of another\n");
  fs.symlinkSync(precious, ringPath(place.logPath, RECORDER, 1));
  const ring = place.ring();
  ring.add(out("a"));
  await place.saved("a");
  ring.discard();
  assert.equal(fs.readFileSync(dead, "utf8"), "of another\n");
  assert.equal(fs.readFileSync(precious, "utf8"), "as it was");
});

test("OutputRing keeps its lines where they cannot be saved", async () => {
  using place = new RingPlace();
  const ring = place.ring();
  fs.rmSync(place.path, { recursive: true });
  ring.add(out("a", "b"));
  await sleep(120);
  assert.deepEqual(ring.take().batches.flatMap(({ lines }) => lines), ["a", "b"]);
  ring.discard();
});
