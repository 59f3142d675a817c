import fs from "node:fs";
import { join } from "node:path";
import type {
  GlobalSessionEntry,
  SessionLogIndexEntry,
} from "../../src/session/index/session_index.ts";
import { newSessionId } from "../../src/session/writing/new_session_id.ts";
import { timestamp } from "../../src/session/writing/timestamp.ts";
import { INDEX_SESSIONS } from "../../src/session/index/index_update.ts";

const FIRST_MS = Date.UTC(2026, 0, 1), APART_MS = 60_000;

/**
 * Makes a home in which so many sessions have been recorded outside any project, all over: both indexes and their archives,
 * and the logs of the newest ten.
 */
export function makeHome(home: string, count: number): void {
  const sessions = join(home, "logs", "sessions");
  fs.mkdirSync(sessions, { recursive: true });
  const entries = Array.from({ length: count }, (_, index) => entryOf(home, index));
  writeIndex(join(home, "logs", "index"), entries);
  writeIndex(join(home, "sessions_index"), entries.map(globalEntryOf));
  for (const entry of entries.slice(-10)) fs.writeFileSync(entry.log_path, logOf(entry));
}

function entryOf(home: string, index: number): SessionLogIndexEntry {
  const startedMs = FIRST_MS + index * APART_MS;
  const zig_session_id = newSessionId(startedMs);
  return {
    zig_session_id,
    workflow_name: index % 3 === 0 ? "deploy" : "make",
    workflow_path: "/usr/bin/make",
    log_path: join(home, "logs", "sessions", `${zig_session_id}.jsonl`),
    started_at: timestamp(startedMs),
    ended_at: timestamp(startedMs + 5000),
    status: index % 7 === 0 ? "failure" : "success",
    workspace_path: home,
  };
}

function globalEntryOf(entry: SessionLogIndexEntry): GlobalSessionEntry {
  const { zig_session_id, workflow_name, log_path, started_at, ended_at, status } = entry;
  const project = entry.workspace_path ?? "";
  return { zig_session_id, workflow_name, project, log_path, started_at, ended_at, status };
}

function writeIndex(stem: string, entries: readonly object[]): void {
  const archived = entries.slice(0, -INDEX_SESSIONS), indexed = entries.slice(-INDEX_SESSIONS);
  fs.writeFileSync(`${stem}.json`, JSON.stringify({ sessions: indexed }, null, 2));
  if (archived.length === 0) return;
  const lines = archived.map((entry) => `${JSON.stringify(entry)}\n`);
  fs.writeFileSync(`${stem}.archive.jsonl`, lines.join(""));
}

function logOf(entry: SessionLogIndexEntry): string {
  const { zig_session_id, workflow_name, workflow_path, workspace_path, started_at: ts } = entry;
  const events = [
    {
      type: "zig_session_started",
      workflow_name,
      workflow_path,
      workspace_path,
      cwd: "/home/ada",
      prompt: null,
      tier_count: 1,
    },
    { type: "tier_started", tier_index: 0, step_names: ["make"] },
    {
      type: "step_started",
      step_name: "make",
      tier_index: 0,
      zag_session_id: "zig-make-make",
      zag_command: "exec",
      model: null,
      prompt_preview: "make",
    },
    { type: "step_output", step_name: "make", stream: "stdout", line: "hello" },
    { type: "step_completed", step_name: "make", exit_code: 0, duration_ms: 4999, saved_vars: [] },
    { type: "zig_session_ended", status: entry.status, duration_ms: 5000 },
  ];
  return events.map((event, index) =>
    `${JSON.stringify({ seq: index + 1, ts, zig_session_id, ...event })}\n`
  ).join("");
}
