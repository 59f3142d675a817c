import assert from "node:assert/strict";
import { test } from "node:test";
import { findCauses } from "../../../../src/inspect/causes/find_causes.ts";
import type { SessionWriter } from "../../../../src/session/mod.ts";
import { outlineSession } from "../../../../src/session/outline/session_outline.ts";
import { budgetJson } from "../../../../src/view/session/budget_json.ts";
import { budgetText, failingSteps } from "../../../../src/view/session/budget_text.ts";
import type { SessionSummary } from "../../../../src/view/session/session_summary.ts";
import { SessionPlace } from "../../support/session_place.ts";

const MANY_LINES = Array.from({ length: 400 }, (_, index) => `ok ${index + 1} - adds`);

/** What both forms tell of a session, each in at most so many bytes. */
function tell(write: (writer: SessionWriter) => void, bytes: number, elsewhere = false) {
  using place = new SessionPlace();
  const writer = place.start();
  write(writer);
  writer.ended("failure");
  const entry = {
    zig_session_id: "01K07K2M",
    workflow_name: "nightly",
    workflow_path: "ci.sh",
    log_path: writer.logPath,
    started_at: "2026-01-02T03:04:05.000000+00:00",
    ended_at: null,
    status: null,
    workspace_path: null,
  };
  const outline = outlineSession(writer.logPath, { tailLines: 60, live: false, nowMs: 0 });
  const summary: SessionSummary = { entry, state: "failed", durationMs: 5, outline, elsewhere };
  const causes = findCauses(
    writer.logPath,
    failingSteps(summary).map((step) => step.step_name),
    bytes,
  );
  const json = budgetJson(summary, causes, bytes), text = budgetText(summary, causes, bytes);
  assert.ok(Buffer.byteLength(json) <= bytes, json);
  assert.ok(Buffer.byteLength(text) <= bytes, text);
  return { json: JSON.parse(json), text };
}

function begin(writer: SessionWriter, name: string): void {
  writer.stepStarted(name, 0, "zig", "exec", null, `run ${name}`);
}

test("budgetText() and budgetJson() end with the lines of the last attempt, by their numbers", () => {
  const { json, text } = tell((writer) => {
    begin(writer, "unit");
    for (const attempt of [1, 2]) {
      for (const line of MANY_LINES) writer.stepOutput("unit", "stdout", line);
      writer.stepOutput("unit", "stdout", "before it");
      writer.stepOutput("unit", "stderr", "error: shelf not found");
      writer.stepFailed("unit", 4, attempt, "exited with code 4");
    }
  }, 2000);
  assert.match(
    text,
    /\ncause:\n {3}807 │ error: shelf not found\nlast lines:\n(?: {3}\d+ │ ok .*\n)+ {3}806 │ before it\n/,
  );
  const [step] = json.failing_steps;
  assert.deepEqual(step.tail.at(-1), { seq: 806, stream: "stdout", line: "before it" });
  assert.deepEqual([step.attempts, step.causes[0].first_seq], [2, 807]);
});

test("budgetText() has all of an output that fits, in order and as it is", () => {
  const lines = ["compiling", "", "error: shelf not found", ...MANY_LINES.slice(0, 40), ""];
  const write = (writer: SessionWriter) => {
    begin(writer, "unit");
    for (const line of lines) writer.stepOutput("unit", "stdout", line);
    writer.stepFailed("unit", 4, 1, "exited with code 4");
  };
  const { text } = tell(write, 1000), whole = `full output (44 lines):\n${lines.join("\n")}\n`;
  assert.ok(text.includes(whole), text);
  const least = Buffer.byteLength(text);
  assert.equal(tell(write, least).text, text);
  assert.match(
    tell(write, least - 1).text,
    /\ncause:\n {5}5 │ error: shelf not found\nlast lines:\n/,
  );
});

test("budgetJson() of more failing steps than fit tells the first, and how many are left out", () => {
  const { json } = tell((writer) => {
    for (let step = 0; step < 300; step++) {
      begin(writer, `step-${step}`);
      writer.stepOutput(`step-${step}`, "stderr", `error: shelf ${step} not found`);
      writer.stepFailed(`step-${step}`, 1, 1, "exited with code 1");
    }
  }, 2000);
  assert.ok(json.failing_steps.length >= 2);
  assert.equal(json.failing_steps.length + json.omitted_failing_steps, 300);
  assert.equal(json.failing_steps[0].causes[0].lines[0].line, "error: shelf 0 not found");
});

test("budgetText() and budgetJson() cut names, commands and errors that would take all the room", () => {
  const { json, text } = tell((writer) => {
    const name = "n".repeat(100_000);
    writer.stepStarted(name, 0, "zig", "exec", null, "c".repeat(100_000));
    writer.stepOutput(name, "stderr", "error: shelf not found");
    writer.stepFailed(name, 1, 1, "e".repeat(100_000));
  }, 3000);
  assert.match(text, /error: shelf not found\n/);
  assert.equal(json.failing_steps[0].causes[0].lines[0].line, "error: shelf not found");
});

test("budgetText() and budgetJson() name one command for the rest, which finds the session again", () => {
  const { json, text } = tell(
    (writer) => {
      begin(writer, "unit tests");
      for (const line of MANY_LINES) writer.stepOutput("unit tests", "stdout", line);
      writer.stepOutput("unit tests", "stderr", "error: shelf not found");
      writer.stepFailed("unit tests", 1, 1, "exited with code 1");
    },
    2000,
    true,
  );
  assert.equal(json.more, "zig-session show --global 01K07K2M --output 'unit tests'");
  assert.ok(text.endsWith(`full output (401 lines): ${json.more}\n`));
});

test("budgetText() shows few of the places that say much less than the best", () => {
  const { text } = tell((writer) => {
    begin(writer, "unit");
    writer.stepOutput("unit", "stderr", "main.c:3:1: error: 'shelf' undeclared (first use)");
    for (let line = 0; line < 400; line++) {
      // Each of another kind.
      const words = "abcdefghij"[line % 10]?.repeat(1 + line / 10);
      writer.stepOutput("unit", "stdout", `${words}: something ${words} else`);
    }
    writer.stepFailed("unit", 1, 1, "exited with code 1");
  }, 2000);
  const [why = ""] = text.split("last lines:");
  assert.ok(why.split("\n").length < 16, why);
});
