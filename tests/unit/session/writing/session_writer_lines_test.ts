import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionWriter } from "../../../../src/session/writing/session_writer.ts";
import { logLines } from "../../support/log_lines.ts";
import { SessionPlace } from "../../support/session_place.ts";
import { NO_LIMIT_BYTES, outputBlock } from "../../support/output_block.ts";

// What a string of every critical character looks like on disk, after the format's description.
const AWKWARD = '"\\/\b\t\n\f\r\0\x0b\x1b\x1f\x7f\x85\u2028\u2029\ufeff\u{1f600}\ud800';
const ESCAPED =
  '\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u000b\\u001b\\u001f\x7f\x85\u2028\u2029\ufeff\u{1f600}\ufffd';

/** What a method writes, without seq, ts and id. */
const CASES: [string, (writer: SessionWriter) => void, string][] = [
  [
    "tierStarted",
    (writer) => writer.tierStarted(1, ["build", AWKWARD]),
    `"type":"tier_started","tier_index":1,"step_names":["build","${ESCAPED}"]`,
  ],
  [
    "stepStarted",
    (writer) => writer.stepStarted(AWKWARD, 2, AWKWARD, AWKWARD, AWKWARD, AWKWARD),
    `"type":"step_started","step_name":"${ESCAPED}","tier_index":2,"zag_session_id":"${ESCAPED}",` +
    `"zag_command":"${ESCAPED}","model":"${ESCAPED}","prompt_preview":"${ESCAPED}"`,
  ],
  [
    "stepStarted without a model",
    (writer) => writer.stepStarted("build", 0, "zig-a-build", "exec", null, ""),
    `"type":"step_started","step_name":"build","tier_index":0,"zag_session_id":"zig-a-build",` +
    `"zag_command":"exec","model":null,"prompt_preview":""`,
  ],
  [
    "stepOutput",
    (writer) => writer.stepOutput(AWKWARD, "stderr", AWKWARD),
    `"type":"step_output","step_name":"${ESCAPED}","stream":"stderr","line":"${ESCAPED}"`,
  ],
  [
    "tryStepBlocks",
    (writer) => {
      // A newline ends a line of output.
      const block = outputBlock(AWKWARD, [AWKWARD.replace("\n", "")]);
      writer.tryStepBlocks([block], NO_LIMIT_BYTES);
    },
    `"type":"step_output","step_name":"${ESCAPED}","stream":"stdout",` +
    `"line":"${ESCAPED.replace("\\n", "")}"`,
  ],
  [
    "stepCompleted",
    (writer) => writer.stepCompleted(AWKWARD, -1, 12, [AWKWARD]),
    `"type":"step_completed","step_name":"${ESCAPED}","exit_code":-1,"duration_ms":12,` +
    `"saved_vars":["${ESCAPED}"]`,
  ],
  [
    "stepCompleted without variables",
    (writer) => writer.stepCompleted("build", 0, 0),
    `"type":"step_completed","step_name":"build","exit_code":0,"duration_ms":0,"saved_vars":[]`,
  ],
  [
    "stepFailed",
    (writer) => writer.stepFailed(AWKWARD, 143, 1, AWKWARD),
    `"type":"step_failed","step_name":"${ESCAPED}","exit_code":143,"attempt":1,"error":"${ESCAPED}"`,
  ],
  [
    "stepFailed without a code",
    (writer) => writer.stepFailed("build", null, 2, ""),
    `"type":"step_failed","step_name":"build","exit_code":null,"attempt":2,"error":""`,
  ],
  [
    "stepSkipped",
    (writer) => writer.stepSkipped(AWKWARD, AWKWARD),
    `"type":"step_skipped","step_name":"${ESCAPED}","reason":"${ESCAPED}"`,
  ],
  ["heartbeat", (writer) => writer.heartbeat(10), `"type":"heartbeat","interval_secs":10`],
  [
    "ended",
    (writer) => writer.ended("failure", 7),
    `"type":"zig_session_ended","status":"failure","duration_ms":7`,
  ],
];

for (const [name, write, expected] of CASES) {
  test(`SessionWriter.${name}() has zig-core's key order and escapes`, () => {
    using place = new SessionPlace();
    const writer = place.start();
    write(writer);
    writer.ended("success");
    assert.equal(logLines(writer.logPath)[1], withHead(writer.logPath, 1, expected));
  });
}

test("SessionWriter.create() has zig-core's key order and escapes", () => {
  using place = new SessionPlace();
  const writer = place.start({ workflow_name: AWKWARD, prompt: AWKWARD, tier_count: 3 });
  writer.ended("success");
  assert.equal(
    logLines(writer.logPath)[0],
    withHead(
      writer.logPath,
      0,
      `"type":"zig_session_started","workflow_name":"${ESCAPED}",` +
        `"workflow_path":"/home/ada/bin/build","workspace_path":"${place.paths.storage}",` +
        `"cwd":"${place.project}","prompt":"${ESCAPED}","tier_count":3`,
    ),
  );
});

test("SessionWriter.create() writes a prompt that was not given as null", () => {
  using place = new SessionPlace();
  const writer = place.start();
  writer.ended("success");
  assert.match(logLines(writer.logPath)[0] ?? "", /,"prompt":null,"tier_count":0\}$/);
});

/** A whole line, with the seq, ts and id of the line that was written. */
function withHead(path: string, index: number, fields: string): string {
  const { seq, ts, zig_session_id } = JSON.parse(logLines(path)[index] ?? "");
  return `{"seq":${seq},"ts":"${ts}","zig_session_id":"${zig_session_id}",${fields}}`;
}
