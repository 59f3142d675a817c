import fc from "fast-check";
import type { OutputStream, SessionStatus } from "../../../src/session/event.ts";
import type { WritableKind } from "./write_event.ts";

/** Any string of UTF-16 code units: control characters, lone surrogates and separators among them. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.array(
    fc.constantFrom("\0", "\n", "\r", '"', "\\", "\x7f", "\x85", "\u2028", "\ufeff", "\ud83d", "/"),
  ).map((parts) => parts.join("")),
);

/** Strings of about 1 MB, where a write is long and an escape makes it longer. */
export const hugeString: fc.Arbitrary<string> = fc.constantFrom(..."x\0\ud800\u20ac\u2028")
  .map((unit) => unit.repeat(1_000_000));

const count = fc.nat();
const optionalString = fc.option(anyString);
const stream = fc.constantFrom<OutputStream>("stdout", "stderr");

/** A line of output, now and then a huge one. */
export const anyOutput: fc.Arbitrary<WritableKind & { type: "step_output" }> = fc.record({
  type: fc.constant("step_output" as const),
  step_name: anyString,
  stream,
  line: fc.oneof({ weight: 100, arbitrary: anyString }, { weight: 1, arbitrary: hugeString }),
});

/** Any event that can stand between the start and the end of a session. */
export const anyMiddleEvent: fc.Arbitrary<WritableKind> = fc.oneof(
  anyOutput,
  fc.record({
    type: fc.constant("tier_started" as const),
    tier_index: count,
    step_names: fc.array(anyString),
  }),
  fc.record({
    type: fc.constant("step_started" as const),
    step_name: anyString,
    tier_index: count,
    zag_session_id: anyString,
    zag_command: anyString,
    model: optionalString,
    prompt_preview: anyString,
  }),
  fc.record({
    type: fc.constant("step_completed" as const),
    step_name: anyString,
    exit_code: fc.integer(),
    duration_ms: count,
    saved_vars: fc.array(anyString),
  }),
  fc.record({
    type: fc.constant("step_failed" as const),
    step_name: anyString,
    exit_code: fc.option(fc.integer()),
    attempt: count,
    error: anyString,
  }),
  fc.record({
    type: fc.constant("step_skipped" as const),
    step_name: anyString,
    reason: anyString,
  }),
  fc.record({ type: fc.constant("heartbeat" as const), interval_secs: count }),
);

/** The end of a session. */
export const anyEnd: fc.Arbitrary<WritableKind> = fc.record({
  type: fc.constant("zig_session_ended" as const),
  status: fc.constantFrom<SessionStatus>("success", "failure"),
  duration_ms: count,
});
