import fs from "node:fs";
import { join } from "node:path";
import { eventLine } from "../../unit/support/event_lines.ts";
import type { Scratch } from "./scratch.ts";

/** The session of {@link storeLog}, and the shortest name of it, which is that of the help texts. */
export const STORED_ID = "01K00000000000000000007K2M", STORED_SUFFIX = "7k2m";

/** The lines of a session that has events of every type: event 1 of 10:00:01 UTC, and so on. */
export const STORED_LINES: readonly string[] = [
  {
    type: "zig_session_started",
    workflow_name: "release",
    workflow_path: "/home/ada/release",
    workspace_path: null,
    cwd: "/home/ada/shop",
    prompt: null,
    tier_count: 2,
  },
  { type: "tier_started", tier_index: 0, step_names: ["lint", "unit"] },
  { type: "step_skipped", step_name: "lint", reason: "no \u001b[31mchange" },
  started("unit", "npm test"),
  output("unit", "stdout", "one \u001b[32mgreen\u001b[0m"),
  output("unit", "stderr", "two \u001b]0;owned\u0007é 日本"),
  { type: "heartbeat", interval_secs: 10 },
  { type: "step_failed", step_name: "unit", exit_code: 2, attempt: 1, error: "exited with code 2" },
  output("unit", "stdout", "three"),
  {
    type: "step_completed",
    step_name: "unit",
    exit_code: 0,
    duration_ms: 5250,
    saved_vars: ["version"],
  },
  { type: "tier_started", tier_index: 1, step_names: ["deploy"] },
  { ...started("deploy", "ship it"), zag_command: "run", model: "m1" },
  { type: "step_failed", step_name: "deploy", exit_code: null, attempt: 2, error: "killed" },
  { type: "zig_session_ended", status: "failure", duration_ms: 13_000 },
].map((fields, index) =>
  eventLine({
    seq: index + 1,
    ts: `2026-01-02T10:00:${String(index + 1).padStart(2, "0")}.123456+00:00`,
    zig_session_id: STORED_ID,
    // Only output has them.
    step_name: undefined,
    stream: undefined,
    line: undefined,
    ...fields,
  })
);

/** Puts a log into the scratch home, with an entry in the index that does not know how it ended. Returns its path. */
export function storeLog(
  { home }: Scratch,
  content: string | Uint8Array,
  id: string = STORED_ID,
): string {
  const sessions = join(home, "logs", "sessions"), path = join(sessions, `${id}.jsonl`);
  fs.mkdirSync(sessions, { recursive: true });
  fs.writeFileSync(path, content);
  const entry = {
    zig_session_id: id,
    workflow_name: "release",
    workflow_path: "/home/ada/release",
    log_path: path,
    started_at: "2026-01-02T10:00:01.000000+00:00",
    ended_at: null,
    status: null,
    workspace_path: home,
  };
  fs.writeFileSync(join(home, "logs", "index.json"), JSON.stringify({ sessions: [entry] }));
  return path;
}

/** These lines as a log. */
export function logOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function started(step_name: string, prompt_preview: string) {
  return {
    type: "step_started",
    step_name,
    tier_index: 0,
    zag_session_id: `zig-release-${step_name}`,
    zag_command: "exec",
    model: null,
    prompt_preview,
  };
}

function output(step_name: string, stream: string, line: string) {
  return { type: "step_output", step_name, stream, line };
}
