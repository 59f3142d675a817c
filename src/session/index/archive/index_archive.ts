import fs from "node:fs";
import { reasonOf, StorageError } from "../../../storage/errors.ts";
import { LineReader } from "../../../storage/lines/line_reader.ts";
import { openPrivateFile } from "../../../storage/private/open_private.ts";
import { adviceOf } from "../../../storage/private/refused_error.ts";
import { replaceFile } from "../../../storage/replace_file.ts";
import { parseJson } from "../../reading/decoding/parse_json.ts";
import { orderedEntry, readEntry } from "../index_entry.ts";
import type { IndexKind } from "../index_kind.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "../session_index.ts";

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

/** Where the entries go that an index has no room for: `index.archive.jsonl` beside `index.json`. */
export function archivePath(indexPath: string): string {
  return indexPath.replace(/\.json$/, ".archive.jsonl");
}

/** The archived entries, oldest first; of two lines for one session the later holds. Lines that are damaged are left out. */
export function readArchive<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
): Entry[] {
  const path = archivePath(indexPath);
  if (!fs.existsSync(path)) return [];
  const entries = new Map<string, Entry>();
  using reader = new LineReader(path);
  for (const { text } of reader.read()) {
    const entry = readEntry(kind, parse(text));
    if (!("fault" in entry)) entries.set(entry.zig_session_id, entry);
  }
  return [...entries.values()];
}

/**
 * Adds entries at the end of the archive, which reach the device before this returns: they are about to leave the index.
 * The index's lock is the caller's. Throws StorageError.
 */
export function appendToArchive<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
  entries: readonly Entry[],
): void {
  const path = archivePath(indexPath);
  try {
    const descriptor = openPrivateFile(path, "append");
    try {
      // A torn last line, left by a crash, must not swallow the first of ours.
      const glue = endsWithNewline(descriptor) ? "" : "\n";
      fs.writeFileSync(descriptor, glue + entries.map((entry) => lineOf(kind, entry)).join(""));
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    throw new StorageError(
      `Could not write the archive "${path}"`,
      reasonOf(error),
      adviceOf(error, "Make room or give access there"),
      {
        cause: error,
      },
    );
  }
}

/** Replaces the archive whole. The index's lock is the caller's. Throws StorageError. */
export function replaceArchive<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
  entries: readonly Entry[],
): void {
  replaceFile(archivePath(indexPath), entries.map((entry) => lineOf(kind, entry)).join(""));
}

function lineOf<Entry extends AnyEntry>(kind: IndexKind<Entry>, entry: Entry): string {
  return JSON.stringify(orderedEntry(kind, entry)) + "\n";
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function endsWithNewline(descriptor: number): boolean {
  const { size } = fs.fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size === 0 || (fs.readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
}
