import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { diffSessions } from "../../../../src/inspect/diff/diff_sessions.ts";
import { lastSuccessBefore } from "../../../../src/inspect/diff/last_success.ts";
import { timeDifference } from "../../../../src/inspect/diff/time_difference.ts";
import { findSession, listSessions } from "../../../../src/session/mod.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { idOf } from "../../support/stored_logs.ts";
import { type RunSpec, type RunStep, storeRuns } from "../../support/stored_runs.ts";

function diff(before: RunSpec, after: RunSpec, lineLimit = 40) {
  using place = new SessionPlace();
  storeRuns(place, [before, after]);
  const [earlier, later] = [1, 2].map((number) =>
    findSession(idOf(number), { project: place.project, home: place.home })
  );
  if (!earlier || !later) throw new Error("not stored");
  return diffSessions(earlier, later, { lineLimit, nowMs: Date.now() });
}

function outputDiff(before: readonly string[], after: readonly string[], lineLimit?: number) {
  const run = (output: readonly string[]): RunSpec => ({ steps: [{ name: "make", output }] });
  const [step] = diff(run(before), run(after), lineLimit).steps;
  return step?.output?.lines.map(({ in: run, line }) => (run === "before" ? "-" : "+") + line);
}

test("diffSessions() of runs of the same work finds nothing, whatever their times and ids", () => {
  const build = (seconds: number, pid: number): RunStep => ({
    name: "build",
    output: [`pid ${pid}`, `/tmp/x${pid}/a.c:${pid}:1: warning: unused`, 1000, `in ${seconds}.5s`],
  });
  const difference = diff(
    { steps: [build(1, 77)], cwd: "/home/ada/one" },
    { steps: [build(200, 4711)], cwd: "/home/ada/two" },
  );
  assert.equal(difference.differs, false);
  assert.deepEqual(difference.steps.map(({ change }) => change), ["same"]);
});

test("diffSessions() gives lines as they were printed, numbers and all", () => {
  assert.deepEqual(
    outputDiff(["cc a.c", "a.c:1:2: ok"], ["cc a.c", "a.c:12:34: error: missing ;"]),
    ["-a.c:1:2: ok", "+a.c:12:34: error: missing ;"],
  );
});

test("diffSessions() of parallel steps compares each step by itself", () => {
  const [one, other] = ["a", "b"].map((name): RunStep => ({ name, output: [`${name} says x`] }));
  if (!one || !other) throw new Error();
  assert.equal(diff({ steps: [one, other] }, { steps: [other, one] }).differs, false);
});

test("diffSessions() tells steps that are new, missing, changed", () => {
  const { steps, differs, stateChanged } = diff(
    { steps: [{ name: "lint" }, { name: "unit" }, { name: "deploy" }] },
    {
      steps: [{ name: "lint", failures: 2 }, { name: "unit", exitCode: 3 }, { name: "e2e" }],
    },
  );
  assert.deepEqual([differs, stateChanged], [true, true]);
  assert.deepEqual(steps.map(({ step_name, change, changed }) => [step_name, change, changed]), [
    ["lint", "changed", ["attempts"]],
    ["unit", "changed", ["status", "exit_code", "error"]],
    ["e2e", "new", []],
    ["deploy", "missing", []],
  ]);
});

test("diffSessions() pairs steps of the same name in their order", () => {
  const twice = (second: string): RunSpec => ({
    steps: [{ name: "x", output: ["one"] }, { name: "x", output: [second] }],
  });
  const { steps } = diff(twice("two"), twice("three"));
  assert.deepEqual(steps.map(({ change, occurrence }) => [change, occurrence]), [
    ["same", 0],
    ["changed", 1],
  ]);
});

test("diffSessions() does not compare the output of a step that did not run", () => {
  const { steps: [step] } = diff(
    { steps: [{ name: "deploy", output: ["done"] }] },
    { steps: [{ name: "deploy", skipped: "not on main" }] },
  );
  assert.deepEqual([step?.output, step?.changed.includes("status")], [null, true]);
});

test("diffSessions() gives no more lines than asked for, of both runs", () => {
  const before = [..."abcdef"].map((letter) => `gone ${letter}`);
  const after = [..."abcdef"].map((letter) => `fresh ${letter}`);
  assert.deepEqual(outputDiff(before, after, 4), [
    "-gone a",
    "-gone b",
    "+fresh a",
    "+fresh b",
  ]);
  assert.deepEqual(outputDiff(before, ["fresh a"], 4), [
    "-gone a",
    "-gone b",
    "-gone c",
    "+fresh a",
  ]);
  assert.deepEqual(outputDiff(before, after, 0), []);
});

test("diffSessions() cuts a line that would fill the screen", () => {
  const [line = ""] = outputDiff([], ["x".repeat(100_000)]) ?? [];
  assert.equal(line.length, 1 + 1000 + 1);
});

test("diffSessions() of damaged logs compares what is whole, and counts the damage", () => {
  using place = new SessionPlace();
  storeRuns(place, [{ steps: [{ name: "a", output: ["x"] }] }, { steps: [{ name: "a" }] }]);
  const [after, before] = listSessions({ project: place.project, home: place.home });
  if (!after || !before) throw new Error("not stored");
  fs.appendFileSync(after.log_path, '{"seq":1,"garbage\n');
  const { after: { outline }, steps } = diffSessions(before, after, { lineLimit: 9, nowMs: 0 });
  assert.deepEqual([outline.damage.lines, steps[0]?.output?.total.before], [1, 1]);
});

test("lastSuccessBefore() finds the newest success of the same workflow that is older", () => {
  using place = new SessionPlace();
  const failed = [{ name: "a", exitCode: 1 }];
  storeRuns(place, [
    {},
    {},
    { workflow: "other" },
    { steps: failed },
    { status: null },
    { steps: failed },
    {},
  ]);
  const sessions = listSessions({ project: place.project, home: place.home });
  const after = sessions.find(({ zig_session_id }) => zig_session_id === idOf(6));
  if (!after) throw new Error("not stored");
  assert.equal(lastSuccessBefore(after, sessions)?.zig_session_id, idOf(2));
  const oldest = sessions.at(-1);
  assert.equal(oldest && lastSuccessBefore(oldest, sessions), undefined);
});

test("timeDifference() notes what is half as long again and a second more", () => {
  const notable = (before: number, after: number) => timeDifference(before, after)?.notable;
  assert.deepEqual(
    [[2000, 3000], [3000, 2000], [2000, 2999], [1, 900], [10_000, 11_000], [0, 1000]].map(
      ([before = 0, after = 0]) => notable(before, after),
    ),
    [true, true, false, false, false, true],
  );
  assert.equal(timeDifference(3000, 12_000)?.ratio, 4);
  assert.equal(timeDifference(0, 1000)?.ratio, null);
  assert.equal(timeDifference(null, 1000), null);
});
