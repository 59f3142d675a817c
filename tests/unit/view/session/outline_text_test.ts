import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import type { SessionState } from "../../../../src/session/mod.ts";
import { outlineSession } from "../../../../src/session/outline/session_outline.ts";
import { findCauses } from "../../../../src/inspect/causes/find_causes.ts";
import { failingSteps } from "../../../../src/view/session/budget_text.ts";
import { outlineLines } from "../../../../src/view/session/outline_text.ts";
import { SessionPlace } from "../../support/session_place.ts";

const ENTRY = {
  zig_session_id: "01K07K2M",
  workflow_name: "nightly",
  workflow_path: "/home/ada/nightly.zwf",
  started_at: new Date(2026, 0, 2, 3, 4, 5).toISOString(),
  ended_at: null,
  status: null,
  workspace_path: null,
};
const NOW = new Date(2026, 0, 2, 3, 7, 5).getTime();

interface Telling {
  readonly tail?: number;
  readonly all?: boolean;
  readonly columns?: number;
}

function tell(
  logPath: string,
  state: SessionState,
  { tail, all = false, columns = 60 }: Telling = {},
): string[] {
  const live = state === "running";
  const outline = outlineSession(logPath, { tailLines: tail ?? 10, live, nowMs: NOW });
  const entry = { ...ENTRY, log_path: logPath };
  const summary = { entry, state, durationMs: 4200, outline, elsewhere: false };
  const names = failingSteps(summary).map(({ step_name }) => step_name);
  const telling = { causes: findCauses(logPath, names, 2000), tail, all, runningTail: 10 };
  return outlineLines(summary, { columns, nowMs: NOW, paint: (_look, text) => text }, telling);
}

test("outlineLines() tells a session of one command", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.tierStarted(0, ["make"]);
  writer.stepStarted("make", 0, "zig-make-make", "exec", null, "make -j8 all");
  writer.stepOutput("make", "stdout", "CC main.c");
  writer.stepCompleted("make", 0, 4100);
  writer.ended("success");
  assert.deepEqual(tell(writer.logPath, "completed"), [
    "✓ nightly completed",
    "  started   2026-01-02 03:04:05 (3m ago)",
    "  took      4.2s",
    "  command   make -j8 all",
    `  folder    ${place.project}`,
    "  id        01K07K2M",
    `  log       ${writer.logPath}`,
    "",
    "  ✓ make  4.1s",
    "",
    "All of the output: zig-session show 01K07K2M --output",
  ]);
});

/** Durations are those of the test's own writes. */
function withoutDurations(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/\d+ms {2,}/, "# "));
}

test("outlineLines() of a failure begins with why, and ends with what to type next", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.tierStarted(0, ["lint", "test"]);
  writer.stepSkipped("lint", "not on CI");
  writer.stepStarted("test", 0, "zig-n-test", "exec", null, "npm test");
  for (let line = 1; line <= 5; line++) writer.stepOutput("test", "stdout", `old ${line}`);
  writer.stepFailed("test", 1, 1, "exited with 1");
  for (let line = 1; line <= 50; line++) writer.stepOutput("test", "stdout", `ok ${line}`);
  writer.stepOutput("test", "stderr", "\x1b[31merror: no shelf 51\x1b[0m");
  for (let line = 52; line <= 99; line++) writer.stepOutput("test", "stdout", `ok ${line}`);
  writer.stepFailed("test", 143, 2, "killed by SIGTERM");
  writer.tierStarted(1, ["deploy"]);
  writer.ended("failure");
  const lines = withoutDurations(tell(writer.logPath, "failed", { tail: 2 }));
  assert.deepEqual(lines, [
    "✗ nightly failed after 4.2s, exit code 143",
    "",
    "  ✗ test  # exit 143, 2 attempts: killed by SIGTERM",
    "    $ npm test",
    "    cause:",
    "    err │ error: no shelf 51",
    "    last lines:",
    "    out │ ok 98",
    "    out │ ok 99",
    "",
    "tier 1",
    "  - lint            skipped: not on CI",
    "  ✗ test    # exit 143, 2 attempts: killed by SIGTERM",
    "",
    "tier 2",
    "  · deploy          not run",
    "",
    "1 failed, 1 skipped, 1 not run",
    "",
    "  started   2026-01-02 03:04:05 (3m ago)",
    `  folder    ${place.project}`,
    "  id        01K07K2M",
    `  log       ${writer.logPath}`,
    "",
    "Full output (104 lines): zig-session show 01K07K2M --output test",
    "Compare with its last success: zig-session diff 01K07K2M",
  ]);
});

test("outlineLines() shows a short output whole and in order, that of the last attempt alone", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.stepStarted("test", 0, "zig-n-test", "exec", null, "npm test");
  writer.stepOutput("test", "stdout", "old");
  writer.stepFailed("test", 1, 1, "exited with code 1");
  writer.stepOutput("test", "stderr", "error: no shelf");
  for (let line = 1; line <= 18; line++) writer.stepOutput("test", "stdout", `ok ${line}`);
  writer.stepFailed("test", 1, 2, "exited with code 1");
  const lines = tell(writer.logPath, "failed");
  const first = lines.indexOf("    full output of attempt 2 (19 lines):");
  assert.ok(first > 0, lines.join("\n"));
  assert.deepEqual(lines.slice(first + 1, first + 21), [
    "    err │ error: no shelf",
    ...Array.from({ length: 18 }, (_, index) => `    out │ ok ${index + 1}`),
    "",
  ]);
  assert.ok(tell(writer.logPath, "failed", { tail: 3 }).includes("    cause:"));
  // In so few columns each line takes more rows, and all of them too many.
  writer.stepStarted("wide", 1, "zig-n-wide", "exec", null, "");
  for (let line = 1; line <= 12; line++) writer.stepOutput("wide", "stdout", "ok ".repeat(30));
  writer.stepFailed("wide", 1, 1, "exited with code 1");
  const isWhole = (columns: number) =>
    tell(writer.logPath, "failed", { columns }).includes("    full output (12 lines):");
  assert.deepEqual([isWhole(40), isWhole(200)], [false, false]);
  writer.ended("failure");
});

test("outlineLines() shows few rows of a flood of reasons, and little of each of many failures", () => {
  using place = new SessionPlace();
  const writer = place.start();
  for (const step of ["a", "b", "c", "d", "e"]) {
    writer.stepStarted(step, 0, "zig", "exec", null, `run ${step}`);
    for (let line = 0; line < 300; line++) {
      const words = "abcdefghij"[line % 10]?.repeat(1 + line / 60);
      writer.stepOutput(step, "stderr", `${words}.c:3:1: error: ${words} not found ${words}`);
    }
    writer.stepFailed(step, 1, 1, "exited with code 1");
    const lines = tell(writer.logPath, "failed", { columns: 80 });
    const rows = lines.slice(0, lines.findIndex((line) => line.startsWith("  started")));
    assert.ok(rows.length <= 70, rows.join("\n"));
    const causes = lines.filter((line) => line === "    cause:").length;
    assert.equal(causes, Math.min(3, step.charCodeAt(0) - "a".charCodeAt(0) + 1));
  }
  writer.ended("failure");
  const lines = tell(writer.logPath, "failed");
  assert.equal(lines[0], "✗ nightly failed after 4.2s, 5 of 5 steps failed");
  assert.ok(lines.includes("  … and 2 more steps failed (--all explains each)"));
  const all = tell(writer.logPath, "failed", { all: true });
  assert.equal(all.filter((line) => line === "    cause:").length, 5);
});

test("outlineLines() of a running session shows its newest lines", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.stepStarted("test", 0, "zig-n-test", "exec", null, "npm test");
  for (let line = 1; line <= 30; line++) writer.stepOutput("test", "stdout", `ok ${line}`);
  const lines = tell(writer.logPath, "running", { tail: 2 });
  const at = lines.indexOf("    … 28 earlier lines");
  assert.match(lines[at - 1] ?? "", /^ {2}● test .* running$/);
  assert.deepEqual(lines.slice(at + 1), [
    "    out │ ok 29",
    "    out │ ok 30",
    "",
    "Follow it live: zig-session listen 01K07K2M",
  ]);
  writer.ended("failure");
});

test("outlineLines() of many steps folds those that passed, lines up the others, and repeats what failed", () => {
  using place = new SessionPlace();
  const writer = place.start();
  const nameOf = (step: number) => `packages/${"x".repeat(step % 20)}#build-${step}`;
  for (let step = 0; step < 40; step++) {
    writer.stepStarted(nameOf(step), step < 32 ? 0 : 1, "zig", "exec", null, "make");
    if (step === 19) writer.stepFailed(nameOf(step), 2, 1, "exited with code 2");
    else writer.stepCompleted(nameOf(step), 0, 5);
  }
  writer.ended("failure");
  const lines = withoutDurations(tell(writer.logPath, "failed", { columns: 80 }));
  const failed = `  ✗ ${nameOf(19)}  # `;
  assert.deepEqual(lines.slice(lines.indexOf("tier 1"), lines.indexOf("tier 2")).length, 4);
  assert.ok(lines[lines.indexOf("tier 1") + 1]?.startsWith(failed));
  assert.equal(lines[lines.indexOf("tier 1") + 2], "  ✓ 31 steps passed");
  // A small tier is not folded.
  assert.equal(lines.filter((line) => line.startsWith("  ✓ packages/")).length, 8);
  const totals = lines.indexOf("39 passed, 1 failed");
  assert.ok(lines[totals + 1]?.startsWith(failed), lines.join("\n"));
  const all = tell(writer.logPath, "failed", { columns: 80, all: true });
  const rows = all.slice(all.indexOf("tier 1"), all.indexOf("39 passed, 1 failed"))
    .filter((line) => line.startsWith("  "));
  assert.equal(rows.length, 40);
  assert.equal(new Set(rows.map((row) => row.search(/\d+ms/))).size, 1);
  for (const row of all) {
    assert.ok(row.length <= 80 || /^(?: {2}(?:folder|log)|Full output:) /.test(row), row);
  }
});

test("outlineLines() in few columns shows names whole, and what became of steps below", () => {
  using place = new SessionPlace();
  const writer = place.start(), name = "packages/design-system#build-and-test";
  writer.stepStarted(name, 0, "zig", "exec", null, "make all");
  writer.stepFailed(name, 2, 1, "exited with code 2");
  writer.stepSkipped("lint", "no sources changed since the last time");
  writer.ended("failure");
  const lines = tell(writer.logPath, "failed", { columns: 40 }).map((line) =>
    line.replace(/\d+ms/, "#")
  );
  assert.deepEqual(lines.slice(2, 13), [
    "  ✗ packages/design-system#build-and-tes",
    "    t",
    "    #  exited with code 2",
    "    $ make all",
    "    No output was recorded.",
    "",
    "  ✗ packages/design-system#build-and-tes",
    "    t",
    "    #  exited with code 2",
    "  - lint",
    "    skipped: no sources changed since ",
  ]);
});

test("outlineLines() keeps the gutter of lines that are wider than the terminal", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.stepStarted("test", 0, "zig-n-test", "exec", null, "npm test");
  writer.stepOutput("test", "stderr", "error: the shelf is not where it should be at all");
  writer.stepOutput("test", "stdout", `${"好".repeat(16)}\tend`);
  writer.stepFailed("test", 1, 1, "exited with code 1");
  writer.ended("failure");
  const lines = tell(writer.logPath, "failed", { columns: 40 });
  const first = lines.indexOf("    full output (2 lines):");
  assert.deepEqual(lines.slice(first + 1, first + 5), [
    "    err │ error: the shelf is not where ",
    "        │ it should be at all",
    `    out │ ${"好".repeat(15)}`,
    "        │ 好        end",
  ]);
});

test("outlineLines() shows the note that is kept with a session", () => {
  using place = new SessionPlace();
  const [start = ""] = fs.readFileSync(place.start().logPath, "utf8").split("\n");
  const log = place.file(
    "note.jsonl",
    `${start.replace('"prompt":null', '"prompt":"the\\u001b[2J milk"')}\n`,
  );
  assert.ok(tell(log, "dead").includes("  note      the milk"));
});

test("outlineLines() tells a dead session's last sign of life and the damage of its log", () => {
  using place = new SessionPlace();
  const log = place.file("dead.jsonl", '{"seq":1\nnot JSON\n{"seq":');
  const lines = tell(log, "dead");
  assert.equal(
    lines[0],
    "† nightly crashed after 4.2s: the recorder stopped without finishing",
  );
  assert.ok(
    lines.includes(
      "The log is damaged in 3 places, the first at byte 0; what cannot be read is left out",
    ),
  );
  assert.ok(lines.includes("The log holds no event"));
});

test("outlineLines() says an exit code once, and how a step failed in any case", () => {
  using place = new SessionPlace();
  const writer = place.start();
  for (const [name, code, error] of [["a", 4, "exited with code 4"], ["b", 4, "no"]] as const) {
    writer.stepStarted(name, 0, "zig", "exec", null, "");
    writer.stepFailed(name, code, 1, error);
  }
  writer.stepFailed("c", null, 1, "");
  const lines = tell(writer.logPath, "failed").map((line) => line.replace(/\d+ms /, ""));
  const outcomes = lines.filter((line) => line.includes("✗")).slice(-3);
  assert.deepEqual(outcomes.map((line) => line.split(/ {2,}/).slice(-1)[0]), [
    "exited with code 4",
    "exit 4: no",
    "failed",
  ]);
  writer.ended("failure");
});

test("outlineLines() cuts names and words that would flood the screen", () => {
  using place = new SessionPlace();
  const writer = place.start(), name = "n".repeat(100_000);
  writer.stepStarted(name, 0, "zig-n-n", "exec", null, "c".repeat(100_000));
  writer.stepFailed(name, 1, 1, "e".repeat(100_000));
  writer.stepSkipped("lint", "r".repeat(100_000));
  writer.ended("failure");
  const lines = tell(writer.logPath, "failed", { columns: Infinity });
  for (const line of lines) assert.ok(line.length < 1500, line);
});
