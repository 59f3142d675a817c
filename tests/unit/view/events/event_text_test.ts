import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionEventKind, SessionLogEvent } from "../../../../src/session/mod.ts";
import { eventText } from "../../../../src/view/events/event_text.ts";

const STARTED = {
  type: "zig_session_started",
  workflow_name: "W",
  workflow_path: "/home/ada/w.zwf",
  workspace_path: null,
  cwd: null,
  prompt: null,
  tier_count: 2,
} as const;
const STEP_STARTED = {
  type: "step_started",
  step_name: "s",
  tier_index: 0,
  zag_session_id: "zig-W-s",
  zag_command: "exec",
  model: null,
  prompt_preview: "make",
} as const;

function textOf(kind: SessionEventKind): string | undefined {
  const head = { seq: 1, ts: "2026-01-02T03:04:05.000006+00:00", zig_session_id: "01K0TEST" };
  return eventText({ ...head, ...kind } as SessionLogEvent, (_look, text) => text);
}

test("eventText() writes every kind as zig listen does", () => {
  const texts: [SessionEventKind, string | undefined][] = [
    [STARTED, "▶ zig session started: W (2 tiers)"],
    [{ ...STARTED, tier_count: 1 }, "▶ zig session started: W (1 tier)"],
    [{ type: "tier_started", tier_index: 0, step_names: ["a", "b"] }, "── tier 1 (a, b)"],
    [STEP_STARTED, "  running step 's' (zag exec, session=zig-W-s)..."],
    [{ ...STEP_STARTED, model: "m" }, "  running step 's' (zag exec model=m, session=zig-W-s)..."],
    [{ type: "step_output", step_name: "s", stream: "stderr", line: "line" }, "[s] line"],
    [
      {
        type: "step_completed",
        step_name: "s",
        exit_code: 0,
        duration_ms: 12,
        saved_vars: ["x", "y"],
      },
      "  completed 's' in 12ms (saved: x, y)",
    ],
    [
      { type: "step_completed", step_name: "s", exit_code: 0, duration_ms: 12, saved_vars: [] },
      "  completed 's' in 12ms",
    ],
    [
      { type: "step_failed", step_name: "s", exit_code: 1, attempt: 1, error: "no" },
      "  step 's' failed (attempt 1): no",
    ],
    [{ type: "step_skipped", step_name: "s", reason: "why" }, "  skipping 's' (why)"],
    [{ type: "heartbeat", interval_secs: 10 }, undefined],
    [
      { type: "zig_session_ended", status: "success", duration_ms: 12 },
      "■ zig session ended (Success) in 12ms",
    ],
    [
      { type: "zig_session_ended", status: "failure", duration_ms: 12 },
      "■ zig session ended (Failure) in 12ms",
    ],
  ];
  for (const [kind, text] of texts) assert.equal(textOf(kind), text);
});

test("eventText() makes every text of a log harmless by itself", () => {
  const evil = "x\x1b[2J\r■ zig session ended";
  assert.equal(
    textOf({ type: "step_failed", step_name: evil, exit_code: 1, attempt: 1, error: "e\nf" }),
    "  step '■ zig session ended' failed (attempt 1): e␊f",
  );
  const hostile: SessionEventKind[] = [
    { ...STARTED, workflow_name: evil },
    { type: "tier_started", tier_index: 0, step_names: [evil, evil] },
    { ...STEP_STARTED, step_name: evil, zag_command: evil, zag_session_id: evil, model: evil },
    { type: "step_output", step_name: evil, stream: "stdout", line: evil },
    { type: "step_completed", step_name: evil, exit_code: 0, duration_ms: 1, saved_vars: [evil] },
    { type: "step_skipped", step_name: evil, reason: evil },
  ];
  for (const kind of hostile) {
    const text = textOf(kind) ?? "";
    assert.ok(!text.includes("\x1b") && !text.includes("\r") && !text.startsWith("■"), text);
  }
});
