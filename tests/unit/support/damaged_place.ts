import fs from "node:fs";
import type { SessionPlaceOnDisk } from "../../../src/upkeep/verify/verify_targets.ts";
import { eventLine } from "./event_lines.ts";
import { saveIndexes } from "./saved_indexes.ts";
import { SessionPlace } from "./session_place.ts";

/** The id of the session in a {@link DamagedPlace}. */
export const SESSION_ID = "01K0000000000000000000TEST";

/** The lines of a session of one step that ended, an hour ago and more. */
export const LINES: readonly string[] = [
  eventLine({
    seq: 1,
    type: "zig_session_started",
    workflow_name: "build",
    workflow_path: "/home/ada/bin/build",
    workspace_path: null,
    cwd: null,
    prompt: null,
    tier_count: 1,
  }),
  eventLine({
    seq: 2,
    type: "step_started",
    step_name: "build",
    tier_index: 0,
    zag_session_id: "zig-build-build",
    zag_command: "exec",
    model: null,
    prompt_preview: "make",
  }),
  eventLine({ seq: 3, line: "é \u001b[31m \ufffd" }),
  eventLine({
    seq: 4,
    type: "step_completed",
    step_name: "build",
    exit_code: 0,
    duration_ms: 1,
    saved_vars: [],
  }),
  eventLine({ seq: 5, type: "zig_session_ended", status: "success", duration_ms: 2 }),
];

/** A home with one session, whose log a test writes, and both indexes, in which it ended in success unless told otherwise. */
export class DamagedPlace extends SessionPlace {
  readonly log = `${this.paths.sessions}/${SESSION_ID}.jsonl`;

  constructor(content: string | Uint8Array, status: "success" | null = "success") {
    super();
    fs.mkdirSync(this.paths.sessions, { recursive: true });
    fs.writeFileSync(this.log, content, { mode: 0o600 });
    saveIndexes(this, [SESSION_ID]);
    if (status) this.stampIndexes(status);
  }

  get place(): SessionPlaceOnDisk {
    const { storage } = this.paths;
    return { zig_session_id: SESSION_ID, log_path: this.log, storage, status: null };
  }

  /** What lies beside the log, without the log. */
  get sidecars(): string[] {
    return fs.readdirSync(this.paths.sessions).filter((name) => !name.endsWith(".jsonl")).sort();
  }

  /** All files of the home with their content, but for locks. */
  snapshot(): Map<string, string> {
    const names = fs.readdirSync(this.home, { recursive: true, encoding: "utf8" }).sort();
    const files = names.map((name) => this.at("home", name)).filter((path) =>
      fs.statSync(path).isFile() && !path.endsWith(".lock")
    );
    return new Map(files.map((path) => [path, fs.readFileSync(path, "latin1")]));
  }

  stampIndexes(status: string): void {
    for (const path of [this.paths.index, this.globalIndex]) {
      const text = fs.readFileSync(path, "utf8")
        .replace(`"ended_at": null`, `"ended_at": "2026-01-02T03:04:05.000006+00:00"`)
        .replace(`"status": null`, `"status": "${status}"`);
      fs.writeFileSync(path, text);
    }
  }
}

/** Lines as a log has them. */
export function logOf(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
