import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionEventKind, SessionLogEvent } from "../../../../src/session/mod.ts";
import { outlineEvents, outlineSession } from "../../../../src/session/outline/session_outline.ts";
import type { OutlinedStep } from "../../../../src/session/outline/step_outline.ts";
import { eventLine } from "../../support/event_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const NOON = Date.UTC(2026, 0, 2, 12);

/** One second apart, the first at noon. */
function events(kinds: readonly SessionEventKind[]): SessionLogEvent[] {
  return kinds.map((kind, index) => ({
    seq: index + 1,
    ts: new Date(NOON + index * 1000).toISOString(),
    zig_session_id: "01K0TEST",
    ...kind,
  }));
}

function outline(kinds: readonly SessionEventKind[], live = false, tailLines = 2) {
  return outlineEvents(events(kinds), { tailLines, live, nowMs: NOON + 60_000 });
}

function statuses(steps: readonly OutlinedStep[]): string[] {
  return steps.map((step) => `${step.step_name} ${step.status} ${step.attempts}`);
}

const start = (step_name: string, tier_index = 0): SessionEventKind => ({
  type: "step_started",
  step_name,
  tier_index,
  zag_session_id: "zig",
  zag_command: "exec",
  model: null,
  prompt_preview: `run ${step_name}`,
});
const say = (step_name: string, line: string): SessionEventKind => ({
  type: "step_output",
  step_name,
  stream: "stdout",
  line,
});
const fail = (step_name: string, attempt: number): SessionEventKind => ({
  type: "step_failed",
  step_name,
  exit_code: attempt,
  attempt,
  error: `error ${attempt}`,
});
const complete = (step_name: string): SessionEventKind => ({
  type: "step_completed",
  step_name,
  exit_code: 0,
  duration_ms: 7,
  saved_vars: ["x"],
});
const skip = (step_name: string): SessionEventKind => ({
  type: "step_skipped",
  step_name,
  reason: "why",
});
const tier = (tier_index: number, ...step_names: string[]): SessionEventKind => ({
  type: "tier_started",
  tier_index,
  step_names,
});
const END: SessionEventKind = { type: "zig_session_ended", status: "failure", duration_ms: 9 };

test("outlineEvents() counts the attempts of a step that succeeds in the end", () => {
  const { steps } = outline([start("a"), fail("a", 1), say("a", "again"), complete("a"), END]);
  assert.deepEqual(statuses(steps), ["a completed 2"]);
  assert.deepEqual([steps[0]?.duration_ms, steps[0]?.saved_vars, steps[0]?.error], [
    7,
    ["x"],
    null,
  ]);
});

test("outlineEvents() keeps the last lines, code, error and duration of a step that failed", () => {
  const lines = ["1", "2", "3", "4", "5"].map((line) => say("a", line));
  const [step] = outline([start("a"), ...lines, fail("a", 1), fail("a", 2), END]).steps;
  assert.deepEqual(step?.tail.map(({ line }) => line), ["4", "5"]);
  assert.deepEqual(
    [step?.status, step?.attempts, step?.exit_code, step?.error, step?.duration_ms],
    ["failed", 2, 2, "error 2", 7000],
  );
  assert.equal(step?.stdout_lines, 5);
});

test("outlineEvents() keeps parallel steps apart, and drops the lines of what went well", () => {
  const { steps } = outline([
    tier(0, "a", "b"),
    start("a"),
    start("b"),
    say("a", "of a"),
    say("b", "of b"),
    complete("a"),
    fail("b", 1),
    END,
  ]);
  assert.deepEqual(statuses(steps), ["a completed 1", "b failed 1"]);
  assert.deepEqual(steps.map(({ tail }) => tail.map(({ line }) => line)), [[], ["of b"]]);
});

test("outlineEvents() tells skipped, unfinished and never started steps by tier", () => {
  const { steps } = outline([
    tier(0, "a", "b"),
    skip("a"),
    start("b"),
    say("b", "x"),
    tier(1, "c"),
    END,
  ]);
  assert.deepEqual(statuses(steps), ["a skipped 0", "b unfinished 1", "c not_run 0"]);
  assert.deepEqual(steps.map(({ tier_index }) => tier_index), [0, 0, 1]);
  assert.deepEqual([steps[0]?.reason, steps[1]?.duration_ms], ["why", 3000]);
});

test("outlineEvents() of a live session has running and pending steps", () => {
  const kinds = [tier(0, "a", "b", "c"), start("a"), start("b"), fail("b", 1), say("b", "again")];
  const { steps } = outline(kinds, true);
  assert.deepEqual(statuses(steps), ["a running 1", "b running 2", "c pending 0"]);
  assert.equal(steps[0]?.duration_ms, 59_000);
});

test("outlineEvents() takes a second start of a name for another step", () => {
  const { steps } = outline([
    start("a"),
    complete("a"),
    start("a"),
    fail("a", 1),
    start("a", 1),
    END,
  ]);
  assert.deepEqual(statuses(steps), ["a completed 1", "a failed 1", "a unfinished 1"]);
});

test("outlineEvents() knows a step whose start is damaged", () => {
  const [step] = outline([tier(0, "a"), say("b", "x"), fail("b", 1), END]).steps.slice(1);
  assert.deepEqual([step?.status, step?.started_at, step?.duration_ms], ["failed", null, null]);
});

test("outlineEvents() bounds what a hostile log can make it keep", () => {
  const names = Array.from({ length: 10_003 }, (_, index) => `s${index}`);
  const many = outline([...names.map((name) => start(name)), say("s10002", "x"), END]);
  assert.deepEqual([many.steps.length, many.omitted_steps], [10_000, 3]);
  const [long] = outline([start("a"), say("a", "x".repeat(1 << 20)), END]).steps;
  assert.ok((long?.tail[0]?.line.length ?? 0) < 2000);
  assert.deepEqual(outline([start("a"), say("a", "x"), END], false, 0).steps[0]?.tail, []);
});

test("outlineSession() counts damaged lines and says where the first is", () => {
  using folder = new TemporaryFolder();
  const whole = eventLine();
  const log = folder.file("a.jsonl", `${whole}\nnoise\n${whole}\n{"seq":4`);
  const damage = (live: boolean) => outlineSession(log, { tailLines: 1, live, nowMs: NOON }).damage;
  assert.deepEqual(damage(false), { lines: 2, first_offset: whole.length + 1 });
  // In a live log the last one is still being written.
  assert.deepEqual(damage(true), { lines: 1, first_offset: whole.length + 1 });
});
