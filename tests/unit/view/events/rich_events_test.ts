import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionLogEvent } from "../../../../src/session/mod.ts";
import { RichEvents, type RichStyle } from "../../../../src/view/events/rich_events.ts";
import { terminalText } from "../../../../src/view/terminal/terminal_text.ts";
import { eventLine } from "../../support/event_lines.ts";

const PLAIN: RichStyle = {
  paint: (_look, text) => text,
  showOutput: terminalText,
  timestamps: false,
};

/** The line of an event, without its time. */
function lineOf(events: RichEvents, fields: Readonly<Record<string, unknown>>): string | undefined {
  return events.line(JSON.parse(eventLine(fields)) as SessionLogEvent)?.replace(/^\S+ /, "");
}

test("RichEvents.line() lines up what stands behind the names of steps, as far as they are known", () => {
  const events = new RichEvents(PLAIN);
  const long = "a-step-with-a-name-that-has-no-end";
  assert.equal(lineOf(events, { step_name: "a" }), "a │ hello");
  assert.equal(lineOf(events, { step_name: "日本" }), "日本 │ hello");
  assert.equal(lineOf(events, { step_name: "a" }), "a    │ hello");
  assert.equal(lineOf(events, { step_name: long }), "a-step-with-a-name-that… │ hello");
});

test("RichEvents.line() gives each step the look that it had before", () => {
  const events = new RichEvents({ ...PLAIN, paint: (look, text) => `<${look}>${text}` });
  const looks = ["a", "b", "a", "c", "b"].map((step_name) =>
    /^<(\w+)>/.exec(lineOf(events, { step_name }) ?? "")?.[1]
  );
  assert.deepEqual(looks, ["cyan", "magenta", "cyan", "blue", "magenta"]);
});

test("RichEvents.line() makes every text of a log harmless, and hides heartbeats", () => {
  const events = new RichEvents(PLAIN), evil = "\x1b[2J\x1b]0;x\x07e\r\nf\u202e";
  const hostile = [
    { type: "zig_session_started", workflow_name: evil, zig_session_id: evil, tier_count: 1 },
    { type: "tier_started", tier_index: 0, step_names: [evil, evil] },
    { type: "step_started", step_name: evil, zag_command: evil, model: evil, prompt_preview: evil },
    { step_name: evil, line: evil },
    { type: "step_completed", step_name: evil, exit_code: 1, duration_ms: 1, saved_vars: [evil] },
    { type: "step_failed", step_name: evil, exit_code: 1, attempt: 2, error: evil },
    { type: "step_skipped", step_name: evil, reason: evil },
  ];
  for (const fields of hostile) {
    assert.doesNotMatch(lineOf(events, fields) ?? "", /[\0-\x1f\x7f-\x9f\u202e]/, fields.type);
  }
  assert.equal(lineOf(events, { type: "heartbeat", interval_secs: 10 }), undefined);
});
