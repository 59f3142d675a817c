import fs from "node:fs";
import { dirname, join } from "node:path";
import { codeOf, reasonOf, StorageError } from "../storage/errors.ts";
import { withLockFile } from "../storage/lock_file.ts";
import { replaceFile } from "../storage/replace_file.ts";
import { DamagedLogError } from "./errors.ts";
import {
  type GlobalSessionEntry,
  GlobalSessionIndex,
  SessionLogIndex,
  type SessionLogIndexEntry,
} from "./session_index.ts";

/** A project's index; a missing or empty file is an empty index. Throws DamagedLogError and StorageError. */
export function loadProjectIndex(path: string): SessionLogIndex {
  return new SessionLogIndex(load(path, PROJECT_FIELDS) as unknown as SessionLogIndexEntry[]);
}

/** The index of all projects; a missing or empty file is an empty index. Throws DamagedLogError and StorageError. */
export function loadGlobalIndex(path: string): GlobalSessionIndex {
  return new GlobalSessionIndex(load(path, GLOBAL_FIELDS) as unknown as GlobalSessionEntry[]);
}

/** Replaces a project's index whole. To change one that others use too, see {@link updateProjectIndex}. */
export function saveProjectIndex(path: string, index: SessionLogIndex): void {
  save(path, PROJECT_FIELDS, index.sessions);
}

/** Replaces the index of all projects whole. To change one that others use too, see {@link updateGlobalIndex}. */
export function saveGlobalIndex(path: string, index: GlobalSessionIndex): void {
  save(path, GLOBAL_FIELDS, index.sessions);
}

/** Loads, changes and saves a project's index under its lock, so that no parallel run loses an entry. */
export function updateProjectIndex(path: string, change: (index: SessionLogIndex) => void): void {
  update(path, loadProjectIndex, saveProjectIndex, new SessionLogIndex(), change);
}

/** Loads, changes and saves the index of all projects under its lock. */
export function updateGlobalIndex(path: string, change: (index: GlobalSessionIndex) => void): void {
  update(path, loadGlobalIndex, saveGlobalIndex, new GlobalSessionIndex(), change);
}

const PROJECT_FIELDS = [
  "zig_session_id",
  "workflow_name",
  "workflow_path",
  "log_path",
  "started_at",
  "ended_at",
  "status",
  "workspace_path",
] as const;
const GLOBAL_FIELDS = [
  "zig_session_id",
  "workflow_name",
  "project",
  "log_path",
  "started_at",
  "ended_at",
  "status",
] as const;
const OPTIONAL_FIELDS: readonly string[] = ["ended_at", "status", "workspace_path"];

type Fields = Record<string, string | null>;

function load(path: string, names: readonly string[]): Fields[] {
  const text = read(path);
  if (text === "") return [];
  let sessions: unknown;
  try {
    sessions = (JSON.parse(text) as { sessions?: unknown } | null)?.sessions;
  } catch {
    throw damaged(path, "it is not JSON");
  }
  if (!Array.isArray(sessions)) throw damaged(path, `it has no "sessions" array`);
  return sessions.map((entry: unknown, position) => pick(path, entry, position, names));
}

function pick(path: string, entry: unknown, position: number, names: readonly string[]): Fields {
  const given = (typeof entry === "object" && entry !== null ? entry : {}) as Record<
    string,
    unknown
  >;
  const picked: Fields = {};
  for (const name of names) {
    const value = Object.hasOwn(given, name) ? given[name] ?? null : null;
    if (typeof value !== "string" && !(value === null && OPTIONAL_FIELDS.includes(name))) {
      throw damaged(path, `"${name}" of entry ${position + 1} is not a string`);
    }
    picked[name] = value;
  }
  const status = picked["status"];
  if (status !== null && status !== undefined && status !== "success" && status !== "failure") {
    throw damaged(path, `entry ${position + 1} has the unknown status "${status}"`);
  }
  return picked;
}

/** zig-core's form: pretty with 2 spaces, its order of fields, no newline at the end. */
function save(path: string, names: readonly string[], entries: readonly object[]): void {
  const sessions = entries.map((entry) => {
    const fields: Readonly<Record<string, string | null | undefined>> = { ...entry };
    return Object.fromEntries(names.map((name) => [name, fields[name]?.toWellFormed() ?? null]));
  });
  replaceFile(path, JSON.stringify({ sessions }, null, 2));
}

function update<I>(
  path: string,
  loadIndex: (path: string) => I,
  saveIndex: (path: string, index: I) => void,
  empty: I,
  change: (index: I) => void,
): void {
  withLockFile(join(dirname(path), ".index.lock"), () => {
    let index = empty;
    try {
      index = loadIndex(path);
    } catch (error) {
      if (!(error instanceof DamagedLogError)) throw error;
      // Never overwritten: what it holds may be all that is left of a session.
      setAside(path);
    }
    change(index);
    saveIndex(path, index);
  });
}

function setAside(path: string): void {
  let number = 1;
  while (fs.existsSync(`${path}.damaged-${number}`)) number++;
  fs.renameSync(path, `${path}.damaged-${number}`);
}

function read(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw new StorageError(
      `Could not read the index "${path}"`,
      reasonOf(error),
      "Give access to it, or move it away",
      {
        cause: error,
      },
    );
  }
}

function damaged(path: string, reason: string): DamagedLogError {
  return new DamagedLogError(
    `The index "${path}" cannot be understood: ${reason}. Move it away; the logs beside it hold everything.`,
  );
}
