import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { type RunFilter, workflowRuns } from "../../../../src/inspect/stats/workflow_runs.ts";
import { workflowStats } from "../../../../src/inspect/stats/workflow_stats.ts";
import { listSessions } from "../../../../src/session/mod.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { idOf } from "../../support/stored_logs.ts";
import { FIRST_MS, type RunSpec, STEP_MS, storeRuns } from "../../support/stored_runs.ts";

const FAILED: RunSpec = { steps: [{ name: "unit", output: ["x"], exitCode: 1 }] };
const DEAD: RunSpec = { status: null, steps: [{ name: "unit", open: true }] };
const PASSED: RunSpec = { steps: [{ name: "unit", output: ["x"] }] };

function runsOf(place: SessionPlace, filter: RunFilter = {}, global = false) {
  const { home, project } = place;
  const scope = global ? { home, global } : { home, project };
  return workflowRuns(listSessions(scope), filter, () => 10);
}

test("workflowRuns() sorts sessions by workflow, the one that ran last first", () => {
  using place = new SessionPlace();
  storeRuns(place, [{ workflow: "a" }, FAILED, { workflow: "a", status: null }, PASSED, DEAD]);
  const states = runsOf(place).map(({ workflowName, runs }) => [
    workflowName,
    ...runs.map(({ state, durationMs }) => `${state} ${durationMs}`),
  ]);
  assert.deepEqual(states, [
    ["build", "dead null", "completed 10", "failed 10"],
    ["a", "dead null", "completed 10"],
  ]);
});

test("workflowRuns() looks at a workflow, a period, and the newest", () => {
  using place = new SessionPlace();
  storeRuns(place, [PASSED, PASSED, { workflow: "a" }, FAILED, PASSED]);
  const numbers = (filter: RunFilter) =>
    runsOf(place, filter).flatMap(({ runs }) =>
      runs.map(({ entry }) => Number(entry.zig_session_id.slice(-1)))
    );
  assert.deepEqual(numbers({ workflow: "build" }), [5, 4, 2, 1]);
  assert.deepEqual(numbers({ workflow: "build", newest: 2 }), [5, 4]);
  assert.deepEqual(numbers({ newest: 1 }), [5, 3]);
  assert.deepEqual(
    numbers({ sinceMs: FIRST_MS + STEP_MS, untilMs: FIRST_MS + 3 * STEP_MS }).sort(),
    // Until is before then, as for list, events and search.
    [2, 3],
  );
  assert.deepEqual(numbers({ workflow: "nightly" }), []);
});

test("workflowRuns() leaves out what runs, and counts it", () => {
  using place = new SessionPlace();
  storeRuns(place, [PASSED]);
  const writer = place.start();
  const [workflow] = runsOf(place);
  assert.deepEqual([workflow?.runs.length, workflow?.running], [1, 1]);
  writer.ended("success");
});

test("workflowRuns() of the sessions of all projects keeps these apart", () => {
  using place = new SessionPlace();
  storeRuns(place, [PASSED]);
  const elsewhere = place.start({ cwd: place.path });
  elsewhere.ended("success");
  assert.deepEqual(runsOf(place, {}, true).map(({ runs }) => runs.length), [1, 1]);
  assert.deepEqual(
    runsOf(place, { workflow: "build" }, true).map(({ runs }) => runs.length),
    [2],
  );
});

test("workflowStats() sums up runs and steps, and finds where the newest was silent", () => {
  using place = new SessionPlace();
  const newest: RunSpec = {
    steps: [{ name: "unit", output: [1500, "first", "second", 4000, "!third", 50] }],
  };
  storeRuns(place, [PASSED, FAILED, DEAD, newest]);
  const [workflow] = runsOf(place);
  if (!workflow) throw new Error();
  const { summary, trend, steps: [unit], silences, ...rest } = workflowStats(workflow, Date.now());
  assert.deepEqual(summary, {
    runs: 4,
    completed: 2,
    failed: 1,
    dead: 1,
    success_rate: 0.6667,
    duration_ms: { p50: 10, p95: 10, max: 10 },
  });
  assert.deepEqual(trend.map(({ state }) => state), ["completed", "failed", "dead", "completed"]);
  assert.deepEqual([unit?.completed, unit?.failed, unit?.dead], [2, 1, 1]);
  assert.deepEqual(silences, [
    { step_name: "unit", duration_ms: 4010, after_seq: 5, after: "output", line: "second" },
    { step_name: "unit", duration_ms: 1510, after_seq: 3, after: "start", line: null },
  ]);
  assert.deepEqual(rest, {
    running: 0,
    omittedSteps: 0,
    newestOmitted: { lines: 0, bytes: 0 },
    unreadableLogs: 0,
    damagedLogs: 0,
  });
});

test("workflowStats() counts logs that are gone or damaged, and goes on", () => {
  using place = new SessionPlace();
  storeRuns(place, [PASSED, PASSED, PASSED]);
  const [workflow] = runsOf(place);
  if (!workflow) throw new Error();
  fs.rmSync(`${place.paths.sessions}/${idOf(3)}.jsonl`);
  fs.appendFileSync(`${place.paths.sessions}/${idOf(2)}.jsonl`, "garbage\n");
  const { steps: [unit], unreadableLogs, damagedLogs } = workflowStats(workflow, Date.now());
  assert.deepEqual([unit?.completed, unreadableLogs, damagedLogs], [2, 1, 1]);
});

test("workflowStats() gives the longest silences, and cuts a long line", () => {
  using place = new SessionPlace();
  const output = Array.from({ length: 30 }, (_, at) => [`${at} ${"x".repeat(2000)}`, at * 1000])
    .flat();
  storeRuns(place, [{ steps: [{ name: "unit", output }] }]);
  const [workflow] = runsOf(place);
  if (!workflow) throw new Error();
  const { silences } = workflowStats(workflow, Date.now());
  assert.deepEqual(silences.map(({ line }) => line?.slice(0, 2)), ["29", "28", "27", "26", "25"]);
  assert.ok(silences.every(({ line }) => line?.length === 1001));
});
