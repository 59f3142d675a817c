import { Buffer } from "node:buffer";
import fc from "fast-check";

const text = fc.array(
  fc.constantFrom(
    ...'aB/é✓𐐀"\\\t\r\b\x01\x1f\x7f\x9b',
    "plain words",
    "\x1b[31m",
    "\u2028",
    '{"seq":',
  ),
  { maxLength: 8 },
).map((parts) => parts.join(""));

const id = "01K";
const times = ["2026-01-02T03:04:05.000001+00:00", "2026-01-02T03:04:05.000002+00:00", "noon"];

const output = fc.record({
  type: fc.constant("step_output"),
  step_name: fc.constantFrom("a", "a", "b", 'é"\\'),
  stream: fc.constantFrom("stdout", "stdout", "stderr"),
  line: text,
});

const other = fc.constantFrom<Record<string, unknown>>(
  { type: "tier_started", tier_index: 0, step_names: ["a", "b"] },
  {
    type: "step_started",
    step_name: "a",
    tier_index: 0,
    zag_session_id: "z",
    zag_command: "exec",
    model: null,
    prompt_preview: "p",
  },
  { type: "step_completed", step_name: "b", exit_code: 0, duration_ms: 1, saved_vars: [] },
  { type: "step_failed", step_name: "a", exit_code: 1, attempt: 1, error: "exit 1" },
  { type: "step_output", step_name: "a", stream: "stdout", line: "x", recorder: 7 },
  { type: "heartbeat", interval_secs: 10 },
  { type: "zig_session_ended", status: "failure", duration_ms: 5 },
);

/** How some writer may put the JSON of an event. */
const writer = fc.oneof(
  { weight: 8, arbitrary: fc.constant((line: string) => line) },
  fc.constant((line: string) => line.replaceAll("/", "\\/")),
  fc.constant((line: string) => line.replaceAll("a", "\\u0061")),
  fc.constant((line: string) => line.replace('"line":"', '"line":"\\ud800')),
  fc.constant((line: string) => line.replace('"line":"', '"line":"\\u001F\\u001f')),
  fc.constant((line: string) => line.replace('"line":', '"line" : ')),
  fc.constant((line: string) => line.replace('"seq":', '"seq":0')),
  fc.constant((line: string) => line.replace('"stream":"stdout"', '"stream":"stdin"')),
  fc.constant((line: string) => line.replace(/^\{("seq":\d+),/, "{").replace(/\}$/, ',"seq":2}')),
  fc.constant((line: string) => line.replace(id, "01L")),
);

/** What becomes of the bytes of a line. */
const damage = fc.oneof(
  { weight: 16, arbitrary: fc.constant((line: Buffer) => line) },
  fc.nat(200).map((at) => (line: Buffer) => line.subarray(0, at)),
  fc.nat(200).map((at) => (line: Buffer) => Buffer.concat([line.subarray(0, at), line])),
  fc.tuple(fc.nat(240), fc.nat(255)).map(([at, byte]) => (line: Buffer) => {
    if (at < line.length) line[at] = byte;
    return line;
  }),
  fc.constant((line: Buffer) => Buffer.concat([Buffer.alloc(3), line])),
  fc.constant((line: Buffer) => Buffer.concat([line, Buffer.from("\r")])),
  fc.constant(() => Buffer.alloc(0)),
);

/** The bytes of a log of the session `01K`: mostly output, by several writers, and some of it damaged. */
export const anyLog: fc.Arbitrary<Buffer> = fc.tuple(
  fc.array(
    fc.record({
      event: fc.oneof({ weight: 6, arbitrary: output }, other),
      time: fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 2),
      step: fc.constantFrom(1, 1, 1, 1, 1, 1, 0, 5),
      write: writer,
      damage,
    }),
    { maxLength: 30 },
  ),
  fc.nat(40),
).map(([lines, torn]) => {
  let seq = 0;
  const parts = lines.map(({ event, time, step, write, damage }) => {
    const fields = { seq: seq += step, ts: times[time], zig_session_id: id, ...event };
    return Buffer.concat([damage(Buffer.from(write(JSON.stringify(fields)))), Buffer.from("\n")]);
  });
  return Buffer.concat(parts).subarray(0, torn > 20 ? undefined : -torn || undefined);
});
