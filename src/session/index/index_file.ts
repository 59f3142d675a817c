import fs from "node:fs";
import { codeOf, reasonOf, StorageError } from "../../storage/errors.ts";
import { readPrivateFile } from "../../storage/private/open_private.ts";
import { adviceOf, refusalOf } from "../../storage/private/refused_error.ts";
import { replaceFile } from "../../storage/replace_file.ts";
import { DamagedLogError } from "../errors.ts";
import { parseJson } from "../reading/decoding/parse_json.ts";
import { orderedEntry, readEntry } from "./index_entry.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "./index_kind.ts";
import type {
  GlobalSessionEntry,
  GlobalSessionIndex,
  SessionIndex,
  SessionLogIndex,
  SessionLogIndexEntry,
} from "./session_index.ts";

/** A project's index; a missing or empty file is an empty index. Throws DamagedLogError and StorageError. */
export function loadProjectIndex(path: string): SessionLogIndex {
  return loadIndex(PROJECT_INDEX, path);
}

/** The index of all projects; a missing or empty file is an empty index. Throws DamagedLogError and StorageError. */
export function loadGlobalIndex(path: string): GlobalSessionIndex {
  return loadIndex(GLOBAL_INDEX, path);
}

/** Replaces a project's index whole. To change one that others use too, see `updateProjectIndex`. */
export function saveProjectIndex(path: string, index: SessionLogIndex): void {
  saveIndex(PROJECT_INDEX, path, index);
}

/** Replaces the index of all projects whole. To change one that others use too, see `updateGlobalIndex`. */
export function saveGlobalIndex(path: string, index: GlobalSessionIndex): void {
  saveIndex(GLOBAL_INDEX, path, index);
}

/** {@link loadProjectIndex} or {@link loadGlobalIndex}. */
export function loadIndex<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
): SessionIndex<Entry> {
  const text = readIndexText(path);
  if (text === "") return kind.make();
  let sessions: unknown;
  try {
    sessions = (parseJson(text) as { sessions?: unknown } | null)?.sessions;
  } catch {
    throw damaged(path, "it is not JSON, or nests too deep");
  }
  if (!Array.isArray(sessions)) throw damaged(path, `it has no "sessions" array`);
  return kind.make(sessions.map((value: unknown, position) => {
    const entry = readEntry(kind, value);
    if ("fault" in entry) throw damaged(path, `entry ${position + 1}: ${entry.fault}`);
    return entry;
  }));
}

/** {@link saveProjectIndex} or {@link saveGlobalIndex}: pretty with 2 spaces, no newline at the end, as zig-core has it. */
export function saveIndex<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
  index: SessionIndex<Entry>,
): void {
  const sessions = index.sessions.map((entry) => orderedEntry(kind, entry));
  saveIndexText(path, JSON.stringify({ sessions }, null, 2));
}

/** Replaces an index by a text of the form that {@link saveIndex} gives it. */
export function saveIndexText(path: string, text: string): void {
  replaceFile(path, text);
}

/**
 * Whether there is no index, or an empty file, as zig-core leaves one that it has lost: it says nothing of what was recorded.
 */
export function isIndexBlank(path: string): boolean {
  return (fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

// That of 250,000 sessions, of which one of ours holds 2,000.
const MAX_INDEX_BYTES = 128 << 20;

/** What is in an index; the empty string for a missing one. Throws DamagedLogError and StorageError. */
export function readIndexText(path: string): string {
  try {
    const { size } = fs.lstatSync(path);
    if (size > MAX_INDEX_BYTES) {
      throw damaged(path, `it has ${size} bytes, of which ${MAX_INDEX_BYTES} can be read`);
    }
    return readPrivateFile(path);
  } catch (error) {
    if (error instanceof DamagedLogError) throw error;
    if (codeOf(error) === "ENOENT") return "";
    if (refusalOf(error) && fs.lstatSync(path).isDirectory()) throw damaged(path, "it is a folder");
    throw new StorageError(
      `Could not read the index "${path}"`,
      reasonOf(error),
      adviceOf(error, "Give access to it, or move it away"),
      { cause: error },
    );
  }
}

function damaged(path: string, reason: string): DamagedLogError {
  return new DamagedLogError(
    `The index "${path}" cannot be understood: ${reason}. Move it away; the logs beside it hold everything.`,
  );
}
