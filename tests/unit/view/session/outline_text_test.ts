import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionState } from "../../../../src/session/mod.ts";
import { outlineSession } from "../../../../src/session/outline/session_outline.ts";
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

function tell(logPath: string, state: SessionState, tailLines = 10): string[] {
  const live = state === "running";
  const outline = outlineSession(logPath, { tailLines, live, nowMs: NOW });
  const entry = { ...ENTRY, log_path: logPath };
  const summary = { entry, state, durationMs: 4200, outline, elsewhere: false };
  return outlineLines(summary, { columns: 60, nowMs: NOW, paint: (_look, text) => text });
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

test("outlineLines() tells tiers, retries, skips and the last words of what failed", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.tierStarted(0, ["lint", "test"]);
  writer.stepSkipped("lint", "not on CI");
  writer.stepStarted("test", 0, "zig-n-test", "exec", null, "npm test");
  for (let line = 1; line <= 5; line++) writer.stepOutput("test", "stdout", `ok ${line}`);
  writer.stepOutput("test", "stderr", "\x1b[31mnot ok 6\x1b[0m");
  writer.stepFailed("test", 1, 1, "exited with 1");
  writer.stepFailed("test", 143, 2, "killed by SIGTERM");
  writer.tierStarted(1, ["deploy"]);
  writer.ended("failure");
  const lines = tell(writer.logPath, "failed", 2);
  // Its duration is that of the test's own writes.
  const steps = lines.slice(lines.indexOf("tier 1")).map((line) =>
    line.replace(/\d+ms {2,}/, "# ")
  );
  assert.deepEqual(steps, [
    "tier 1",
    "  - lint            skipped: not on CI",
    "  ✗ test    # exit 143, 2 attempts: killed by SIGTERM",
    "    $ npm test",
    "    … 4 earlier lines",
    "    out │ ok 5",
    "    err │ not ok 6",
    "",
    "tier 2",
    "  · deploy          not run",
    "",
    "All of the output: zig-session show 01K07K2M --output",
  ]);
});

test("outlineLines() tells a dead session's last sign of life and the damage of its log", () => {
  using place = new SessionPlace();
  const log = place.file("dead.jsonl", '{"seq":1\nnot JSON\n{"seq":');
  const lines = tell(log, "dead");
  assert.equal(lines[0], "† nightly dead");
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
  const outcomes = lines.filter((line) => line.includes("✗")).slice(1);
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
  for (const line of tell(writer.logPath, "failed")) assert.ok(line.length < 1500, line);
});
