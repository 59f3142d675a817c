import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { encodeEvent } from "../../../../src/session/writing/encode_event.ts";
import { readRing } from "../../../../src/session/ring/read_ring.ts";
import { ringPath } from "../../../../src/session/ring/ring_files.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const ID = "01K00000000000000000000000";

const header = (lines_before: number, bytes_before: number, step_name = "build") =>
  `${JSON.stringify({ step_name, lines_before, bytes_before })}\n`;

const line = (seq: number, text: string, step_name = "build") =>
  encodeEvent(
    { seq, ts: "2026-01-02T10:00:00.000000+00:00", zig_session_id: ID },
    { type: "step_output", step_name, stream: "stderr", line: text },
  );

class RingFolder extends TemporaryFolder {
  readonly logPath = this.at(`${ID}.jsonl`);

  put(place: number, content: string, recorder = 7): string {
    const path = ringPath(this.logPath, recorder, place);
    fs.writeFileSync(path, content);
    return path;
  }

  read(): [lines: string[], before: number, bytes: number] | undefined {
    const tail = readRing(this.logPath, 7, "build");
    return tail && [tail.lines.map((event) => event.line), tail.omitted.lines, tail.omitted.bytes];
  }
}

test("readRing() joins files that go on with each other, in the order of their numbers", () => {
  using folder = new RingFolder();
  folder.put(9, header(3, 30) + line(4, "d") + line(5, "e"));
  folder.put(10, header(5, 50) + line(6, "f"));
  assert.deepEqual(folder.read(), [["d", "e", "f"], 3, 30]);
});

test("readRing() leaves out a torn line, and takes what stands in two files once", () => {
  using folder = new RingFolder();
  folder.put(0, header(0, 0) + line(1, "a") + line(2, "b") + line(3, "c").slice(0, -5));
  folder.put(1, header(1, 10) + line(2, "b") + line(3, "c"));
  assert.deepEqual(folder.read(), [["a", "b", "c"], 0, 0]);
});

test("readRing() begins anew where lines in between are missing", () => {
  using folder = new RingFolder();
  folder.put(0, header(0, 0) + line(1, "a"));
  folder.put(1, header(500, 5000) + line(501, "z"));
  assert.deepEqual(folder.read(), [["z"], 500, 5000]);
});

test("readRing() takes nothing of other recorders and steps, and no files that are none", () => {
  using folder = new RingFolder();
  folder.put(0, header(0, 0) + line(1, "other recorder"), 70);
  folder.put(0, header(0, 0, "test") + line(1, "other step", "test"));
  folder.put(1, "");
  folder.put(2, "null\n");
  folder.put(3, `{"step_name":"build","lines_before":-1,"bytes_before":0}\n${line(1, "x")}`);
  folder.put(4, header(0, 0).slice(0, -1));
  fs.mkdirSync(ringPath(folder.logPath, 7, 5));
  fs.symlinkSync(
    folder.put(0, header(0, 0) + line(1, "linked"), 71),
    ringPath(folder.logPath, 7, 6),
  );
  assert.equal(folder.read(), undefined);
  folder.put(7, header(0, 0) + line(1, "mine") + line(2, "of another", "test") + line(3, "mine"));
  assert.deepEqual(folder.read(), [["mine"], 0, 0]);
});
