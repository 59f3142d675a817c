import assert from "node:assert/strict";
import { test } from "node:test";
import { summarizeDurations } from "../../../../src/inspect/stats/duration_summary.ts";
import { StepStatsTable } from "../../../../src/inspect/stats/step_stats.ts";
import { outlineEvents } from "../../../../src/session/outline/session_outline.ts";
import type { OutlinedStep, StepStatus } from "../../../../src/session/outline/step_outline.ts";

const [blank] = outlineEvents(
  [{ type: "step_skipped", step_name: "unit", reason: "", seq: 1, ts: "", zig_session_id: "" }],
  { tailLines: 0, live: false, nowMs: 0 },
).steps;

function step(status: StepStatus, fields: Partial<OutlinedStep> = {}): OutlinedStep {
  if (!blank) throw new Error();
  return { ...blank, status, attempts: 1, duration_ms: 10, ...fields };
}

/** One step a run, oldest first, as people tell it. */
function statsOf(oldestFirst: readonly OutlinedStep[]) {
  const table = new StepStatsTable();
  for (const outlined of oldestFirst.toReversed()) table.add([outlined]);
  const [stats] = table.finish();
  return stats;
}

test("summarizeDurations() takes percentiles by nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  assert.deepEqual(summarizeDurations(hundred), { p50: 50, p95: 95, max: 100 });
  assert.deepEqual(summarizeDurations([7]), { p50: 7, p95: 7, max: 7 });
  assert.deepEqual(summarizeDurations([1, 9]), { p50: 1, p95: 9, max: 9 });
  assert.equal(summarizeDurations([]), null);
});

test("StepStatsTable counts what became of a step", () => {
  const stats = statsOf([
    step("completed", { duration_ms: 100 }),
    step("failed", { duration_ms: 300 }),
    step("dead"),
    step("unfinished"),
    step("skipped"),
    step("not_run"),
    step("completed", { duration_ms: null }),
  ]);
  assert.deepEqual(stats, {
    step_name: "unit",
    completed: 2,
    failed: 1,
    dead: 2,
    skipped: 1,
    success_rate: 0.6667,
    duration_ms: { p50: 100, p95: 300, max: 300 },
    passed_on_retry: 0,
    changes: 2,
    flaky: false,
  });
});

test("StepStatsTable calls a step flaky that passed on a retry, not one that failed at each attempt", () => {
  assert.equal(statsOf([step("completed", { attempts: 2 })])?.flaky, true);
  assert.equal(statsOf([step("failed", { attempts: 3 })])?.flaky, false);
});

test("StepStatsTable calls a step flaky that broke again after it was mended", () => {
  const flaky = (fates: string) =>
    statsOf([...fates].map((fate) => step(fate === "s" ? "completed" : "failed")))?.flaky;
  assert.deepEqual(["ssss", "ssff", "sfffs", "ffss"].map(flaky), [false, false, false, false]);
  assert.deepEqual(["sfsf", "fsfs", "ssfssf"].map(flaky), [true, true, true]);
  assert.deepEqual([`sfsfsf${"s".repeat(19)}`, `f${"s".repeat(30)}fsf`].map(flaky), [false, true]);
});

test("StepStatsTable keeps no more steps than it can hold", () => {
  const table = new StepStatsTable();
  table.add(Array.from({ length: 1000 }, (_, at) => step("completed", { step_name: `s${at}` })));
  assert.deepEqual([table.finish().length, table.omitted], [200, 200]);
});
