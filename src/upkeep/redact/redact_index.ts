import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Redactor } from "../../redaction/redactor.ts";
import { redactText } from "../../redaction/text_redactor.ts";
import { openRegularFile } from "../../storage/open_file.ts";
import { readPrivateFile } from "../../storage/private/open_private.ts";
import {
  archivePath,
  readArchive,
  replaceArchive,
} from "../../session/index/archive/index_archive.ts";
import { loadIndex, saveIndex } from "../../session/index/index_file.ts";
import type { IndexKind } from "../../session/index/index_kind.ts";
import type {
  GlobalSessionEntry,
  SessionLogIndexEntry,
} from "../../session/index/session_index.ts";
import { withIndexLock } from "../../session/index/index_update.ts";
import { redactFile } from "./redact_file.ts";

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

/** What is masked in an index, its archive, and what was set aside of them; the names are those of `--json` and stay. */
export interface IndexRedaction {
  path: string;
  /** How many entries have a name that is masked. */
  entries: number;
  /** The files that were set aside of it in which something is masked. */
  side_files: string[];
}

/**
 * Masks the names of these sessions in an index and its archive, and all that was set aside of it, under its lock; with
 * `write` false only counts. Throws StorageError and DamagedLogError.
 */
export function redactIndex<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  concerns: (entry: AnyEntry) => boolean,
  makeRedactor: () => Redactor,
  write: boolean,
): IndexRedaction | undefined {
  if (!fs.existsSync(dirname(path))) return undefined;
  const underLock = <T>(action: () => T) => write ? withIndexLock(path, action) : action();
  return underLock(() => {
    const redactor = makeRedactor();
    const masked = (entries: readonly Entry[]) => {
      const result = entries.map((entry) => concerns(entry) ? maskedEntry(entry, redactor) : entry);
      return { result, count: result.filter((entry, at) => entry !== entries[at]).length };
    };
    const index = loadIndex(kind, path), present = masked(index.sessions);
    // An archive keeps the lines that later ones replace.
    const archive = masked(readArchive(kind, path)),
      isStale = holdsMore(archivePath(path), redactor);
    if (write && present.count > 0) {
      index.sessions = present.result;
      saveIndex(kind, path, index);
    }
    if (write && (archive.count > 0 || isStale)) replaceArchive(kind, path, archive.result);
    const side_files = asideOf(path).filter((file) => maskFile(file, makeRedactor, write));
    const entries = present.count + archive.count;
    return entries + side_files.length > 0 ? { path, entries, side_files } : undefined;
  });
}

function maskedEntry<Entry extends AnyEntry>(entry: Entry, redactor: Redactor): Entry {
  const workflow_name = redactText(redactor, entry.workflow_name).text;
  const paths = "workflow_path" in entry
    ? { workflow_path: redactText(redactor, entry.workflow_path).text }
    : {};
  const isSame = workflow_name === entry.workflow_name &&
    (!("workflow_path" in entry) || paths.workflow_path === entry.workflow_path);
  return isSame ? entry : { ...entry, workflow_name, ...paths };
}

/** Whether lines of an archive that later ones have replaced hold a secret. */
function holdsMore(path: string, redactor: Redactor): boolean {
  if (!fs.existsSync(path)) return false;
  const lines = readPrivateFile(path).split("\n");
  const last = new Map(lines.map((line, at) => [/"zig_session_id":"([^"]*)"/.exec(line)?.[1], at]));
  return lines.some((line, at) =>
    last.get(/"zig_session_id":"([^"]*)"/.exec(line)?.[1]) !== at &&
    redactText(redactor, line).count > 0
  );
}

/** Damaged indexes and archive lines, and the entries that a repair has taken out. */
function asideOf(indexPath: string): string[] {
  const folder = dirname(indexPath), stem = basename(indexPath, ".json");
  return fs.readdirSync(folder).filter((name) =>
    name === `${stem}.removed.jsonl` || name === `${stem}.archive.bad` ||
    name.startsWith(`${stem}.json.damaged-`)
  ).map((name) => join(folder, name));
}

function maskFile(path: string, makeRedactor: () => Redactor, write: boolean): boolean {
  const descriptor = openRegularFile(path);
  try {
    return redactFile(descriptor, path, makeRedactor, write).lines > 0;
  } finally {
    fs.closeSync(descriptor);
  }
}
