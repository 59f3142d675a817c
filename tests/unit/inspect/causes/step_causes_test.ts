import assert from "node:assert/strict";
import { test } from "node:test";
import { findCauses } from "../../../../src/inspect/causes/step_causes.ts";
import { SessionPlace } from "../../support/session_place.ts";

test("findCauses() keeps the output of the last attempt where it is short enough, and none without being asked", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.stepStarted("unit", 0, "zig", "exec", null, "npm test");
  writer.stepOutput("unit", "stdout", "a long line of the first attempt");
  writer.stepFailed("unit", 1, 1, "exited with code 1");
  writer.stepOutput("unit", "stdout", "one");
  writer.stepOutput("unit", "stderr", "error: two");
  writer.stepFailed("unit", 1, 2, "exited with code 1");
  writer.ended("failure");
  const found = (keptChars?: number) =>
    findCauses(writer.logPath, ["unit"], keptChars).get("unit")?.output;
  const length = "one\nerror: two\n".length;
  assert.deepEqual(found(length)?.map(({ stream, line }) => [stream, line]), [
    ["stdout", "one"],
    ["stderr", "error: two"],
  ]);
  assert.deepEqual([found(length - 1), found()], [undefined, undefined]);
});
