import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { SessionLog } from "../../../../src/session/writing/session_log.ts";
import { SessionWriter } from "../../../../src/session/writing/session_writer.ts";
import { StorageError } from "../../../../src/storage/errors.ts";
import { eventLine } from "../../support/event_lines.ts";
import { wholeEvents } from "../../support/log_lines.ts";
import { OpenPlace } from "../../support/open_place.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const output = (line: string) =>
  ({ type: "step_output", step_name: "build", stream: "stdout", line }) as const;

/** Puts another file in the place of a log, which goes to `<log>.old`. */
function replace(path: string, ...lines: readonly string[]): void {
  fs.linkSync(path, `${path}.old`);
  fs.writeFileSync(`${path}.new`, lines.map((line) => `${line}\n`).join(""));
  fs.renameSync(`${path}.new`, path);
}

test("SessionLog.append() first goes to what has replaced the log since it was opened", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", `${eventLine({ seq: 1 })}\n${eventLine({ seq: 9 })}\n`);
  const before = fs.readFileSync(path, "utf8");
  const log = SessionLog.open(path, "a");
  replace(path, eventLine({ seq: 1 }), eventLine({ seq: 2 }));
  log.append(output("first"));
  assert.deepEqual(wholeEvents(path).map(({ seq }) => seq), [1, 2, 3]);
  assert.equal(fs.readFileSync(`${path}.old`, "utf8"), before);
  // From then on whoever replaces it has not looked at who writes to it.
  fs.rmSync(`${path}.old`);
  replace(path, eventLine());
  assert.throws(() => log.append(output("second")), StorageError);
  assert.equal(wholeEvents(path).length, 1);
  log.close();
});

test("SessionLog.append() adds nothing to what has replaced the log and says that the session is over", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", `${eventLine()}\n`);
  const log = SessionLog.open(path, "a");
  const end = { seq: 2, type: "zig_session_ended", status: "failure", duration_ms: 1 };
  replace(path, eventLine(), eventLine(end));
  log.append(output("late"));
  assert.deepEqual([wholeEvents(path).length, log.ended], [2, true]);
  log.close();
});

test("SessionLog.settle() writes nothing, and stays with the file", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("a.jsonl", `${eventLine()}\n`);
  const log = SessionLog.open(path, "a");
  log.settle();
  assert.equal(fs.readFileSync(path, "utf8"), `${eventLine()}\n`);
  replace(path, eventLine());
  assert.throws(() => log.append(output("late")), StorageError);
  log.close();
});

test("SessionWriter.join() that fails does not look as if it recorded", () => {
  using place = new OpenPlace([]);
  fs.rmSync(place.log);
  assert.throws(() => SessionWriter.join(place.log, { home: place.home }), StorageError);
  assert.deepEqual(place.sidecars, []);
});

test("SessionWriter.join() knows at once that the session has ended", () => {
  using place = new OpenPlace([{ type: "zig_session_ended", status: "success", duration_ms: 1 }]);
  const writer = SessionWriter.join(place.log, { home: place.home });
  assert.equal(writer.hasEnded, true);
  writer.close();
});
