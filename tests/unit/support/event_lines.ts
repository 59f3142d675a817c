/** A log's line: these fields over those of a valid `step_output`. */
export function eventLine(fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    seq: 1,
    ts: "2026-01-02T03:04:05.000006+00:00",
    zig_session_id: "01K0000000000000000000TEST",
    type: "step_output",
    step_name: "build",
    stream: "stdout",
    line: "hello",
    ...fields,
  });
}
