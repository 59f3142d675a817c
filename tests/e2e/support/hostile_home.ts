import fs from "node:fs";
import { join } from "node:path";
import { HOSTILE_LINES } from "./hostile_lines.ts";
import type { Scratch } from "./scratch.ts";
import { logOf, STORED_ID } from "./stored_log.ts";

const NAME = "\x1b]0;owned\x07\x1b[2J\n\r\u202e\x9b2J\x1b[31mname";

/** Puts three sessions into the scratch home, whose logs and index entries attack: one succeeded, one failed, one is dead. */
export function storeHostileHome({ home }: Scratch): void {
  const sessions = join(home, "logs", "sessions");
  fs.mkdirSync(sessions, { recursive: true });
  const failed = HOSTILE_LINES.map((line) =>
    line.replace('"status":"success"', '"status":"failure"')
  );
  const logs: readonly [id: string, lines: readonly string[]][] = [
    ["01K00000000000000000DEAD00", HOSTILE_LINES.slice(0, -1)],
    [STORED_ID, HOSTILE_LINES],
    ["01K000000000000000000FA1ED", failed],
  ];
  const entries = logs.map(([id, lines]) => {
    const log_path = join(sessions, `${id}.jsonl`);
    fs.writeFileSync(log_path, logOf(lines.map((line) => line.replaceAll(STORED_ID, id))));
    return {
      zig_session_id: id,
      workflow_name: NAME,
      log_path,
      started_at: "2026-01-02T10:00:01.000000+00:00",
      ended_at: null,
      status: null,
    };
  });
  const ofProject = entries.map((entry) => ({
    ...entry,
    workflow_path: NAME,
    workspace_path: home,
  }));
  const ofAll = entries.map((entry) => ({ ...entry, project: `${home}${NAME}` }));
  fs.writeFileSync(join(home, "logs", "index.json"), JSON.stringify({ sessions: ofProject }));
  fs.writeFileSync(join(home, "sessions_index.json"), JSON.stringify({ sessions: ofAll }));
}
