import fs from "node:fs";
import { join } from "node:path";
import { saveGlobalIndex, saveProjectIndex } from "../../../src/session/index/index_file.ts";
import type { SessionStatus } from "../../../src/session/event.ts";
import { GlobalSessionIndex, SessionLogIndex } from "../../../src/session/index/session_index.ts";
import { globalEntry } from "../../../src/session/index/index_kind.ts";
import { timestamp } from "../../../src/session/writing/timestamp.ts";
import { eventLine } from "./event_lines.ts";
import type { SessionPlace } from "./session_place.ts";

/** What a session is stored with. */
export interface LogSpec {
  /** How long ago it ended, or gave its last sign of life. */
  readonly ageMs?: number;
  /** Null: it has no end. */
  readonly status?: SessionStatus | null;
  /** How long its log is, at least. */
  readonly bytes?: number;
}

export const MINUTE = 60_000, DAY = 86_400_000;

/** The id of a session, as ULIDs are: the higher the number, the newer. */
export function idOf(number: number): string {
  return `01K${String(number).padStart(23, "0")}`;
}

/** Writes a log into a `sessions` folder and returns its path. */
export function storeLog(sessions: string, id: string, spec: LogSpec = {}): string {
  const { ageMs = 60 * DAY, status = "success", bytes = 0 } = spec;
  const ts = timestamp(Date.now() - ageMs);
  const head = { ts, zig_session_id: id };
  const started = {
    type: "zig_session_started",
    workflow_name: "build",
    workflow_path: "/bin/build",
    workspace_path: null,
    cwd: null,
    prompt: null,
    tier_count: 0,
  };
  const lines = [
    eventLine({ ...head, seq: 1, ...started }),
    ...(status
      ? [eventLine({ ...head, seq: 2, type: "zig_session_ended", status, duration_ms: 1 })]
      : []),
  ];
  const missing = bytes - lines.join("\n").length - 1;
  // Padding that every reader takes: white space behind the first event.
  lines[0] += " ".repeat(Math.max(0, missing));
  fs.mkdirSync(sessions, { recursive: true });
  const path = join(sessions, `${id}.jsonl`);
  fs.writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

/** Where sessions are kept: a project, and the index of all. */
export type Place = Pick<SessionPlace, "paths" | "globalIndex">;

/** Stores sessions with the ids 1, 2, … of the project of a place, and enters them in both indexes. */
export function storeSessions(place: Place, specs: readonly LogSpec[]): string[] {
  const ids = specs.map((_, at) => idOf(at + 1));
  for (const [at, spec] of specs.entries()) storeLog(place.paths.sessions, ids[at] ?? "", spec);
  enterSessions(place, ids);
  return ids;
}

/** Writes both indexes anew, with sessions whose logs lie, or not, in the project of a place. */
export function enterSessions(place: Place, ids: readonly string[]): void {
  const { paths } = place;
  const entries = ids.map((id) => ({
    zig_session_id: id,
    workflow_name: "build",
    workflow_path: "/bin/build",
    log_path: join(paths.sessions, `${id}.jsonl`),
    started_at: `2026-01-02T03:04:05.${id.slice(-6)}+00:00`,
    ended_at: null,
    status: null,
    workspace_path: paths.storage,
  }));
  fs.mkdirSync(paths.sessions, { recursive: true });
  saveProjectIndex(paths.index, new SessionLogIndex(entries));
  const global = entries.map((entry) => globalEntry(entry, paths.storage));
  saveGlobalIndex(place.globalIndex, new GlobalSessionIndex(global));
}

/** All that is in a folder: each path with its kind, its content or where it leads, and when it was changed. */
export function treeOf(folder: string): Map<string, string> {
  const tree = new Map<string, string>();
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name), stats = fs.lstatSync(path);
    const content = stats.isFile()
      ? fs.readFileSync(path, "latin1")
      : stats.isSymbolicLink()
      ? fs.readlinkSync(path)
      : "";
    tree.set(name, `${stats.mode} ${stats.ino} ${stats.mtimeMs} ${content}`);
  }
  return tree;
}
