import fs from "node:fs";
import type { SessionStatus } from "../../session/event.ts";
import { parseJson } from "../../session/reading/decoding/parse_json.ts";
import { archivePath, readArchive } from "../../session/index/archive/index_archive.ts";
import { readEntry } from "../../session/index/index_entry.ts";
import { loadIndex } from "../../session/index/index_file.ts";
import { GLOBAL_INDEX, type IndexKind, PROJECT_INDEX } from "../../session/index/index_kind.ts";
import { unindexedLogs } from "../../session/index/unindexed.ts";
import type { SessionEntry } from "../../session/lookup/list_sessions.ts";
import { globalIndexPath, pathsOfStorage } from "../../session/paths.ts";
import type {
  GlobalSessionEntry,
  SessionLogIndexEntry,
} from "../../session/index/session_index.ts";
import { openRegularFile } from "../../storage/open_file.ts";
import { readRawLines } from "../../storage/lines/raw_lines.ts";
import type { IndexFinding, IndexName, SessionFinding } from "./verify_finding.ts";

/** An index with its archive as they are now. */
export interface IndexView {
  readonly name: IndexName;
  readonly path: string;
  /** By session; of one that is in both, what the index says. With those that marks tell of. */
  readonly entries: ReadonlyMap<string, SessionEntry>;
  readonly findings: readonly IndexFinding[];
}

const MAX_ARCHIVE_LINE_BYTES = 1 << 20;

/** The index of a project, by its storage folder. */
export function viewProjectIndex(storage: string): IndexView {
  return view("project", PROJECT_INDEX, pathsOfStorage(storage).index);
}

/** The index of all projects. */
export function viewGlobalIndex(home: string): IndexView {
  return view("global", GLOBAL_INDEX, globalIndexPath(home));
}

/** What an index says wrongly of a session that nobody records; `status` is null for one without an end. */
export function compareWithIndex(
  { name, entries, findings }: IndexView,
  zigSessionId: string,
  status: SessionStatus | null,
): SessionFinding[] {
  const entry = entries.get(zigSessionId);
  if (!entry) {
    // A damaged index says nothing of any session, which its own finding tells once.
    if (findings.some(({ kind }) => kind === "index_damaged")) return [];
    return [{ kind: "index_missing", index: name }];
  }
  if (entry.status === status && (entry.ended_at === null) === (status === null)) return [];
  return [{ kind: "index_disagrees", index: name, index_status: entry.status, status }];
}

/** Yields the lines of an index's archive, each with its fault or null. Throws the system's error. */
export function* judgeArchive<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  descriptor: number,
): Generator<{ offset: number; bytes: number; reason: string | null }> {
  const { size } = fs.fstatSync(descriptor);
  for (const line of readRawLines(descriptor, size, MAX_ARCHIVE_LINE_BYTES)) {
    const { offset, bytes, content, whole } = line;
    yield { offset, bytes, reason: whole ? entryFault(kind, content) : "torn: it has no newline" };
  }
}

function view<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  name: IndexName,
  kind: IndexKind<Entry>,
  path: string,
): IndexView {
  const entries = new Map<string, SessionEntry>(), findings: IndexFinding[] = [];
  try {
    for (const entry of readArchive(kind, path)) entries.set(entry.zig_session_id, entry);
    findings.push(...archiveFindings(kind, path));
    for (const entry of loadIndex(kind, path).sessions) entries.set(entry.zig_session_id, entry);
    // Found by its mark, a session that is not in the index yet is none that it lacks.
    for (const log of unindexedLogs(kind.homeOf(path))) {
      const entry = kind.entryOfLog(log, path);
      if (entry && !entries.has(entry.zig_session_id)) entries.set(entry.zig_session_id, entry);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    findings.push({ kind: "index_damaged", path, reason });
  }
  return { name, path, entries, findings };
}

function archiveFindings<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
): IndexFinding[] {
  const path = archivePath(indexPath);
  if (!fs.existsSync(path)) return [];
  const descriptor = openRegularFile(path);
  try {
    return [...judgeArchive(kind, descriptor)].flatMap(({ offset, bytes, reason }) =>
      reason === null ? [] : [{ kind: "archive_damaged" as const, path, offset, bytes, reason }]
    );
  } finally {
    fs.closeSync(descriptor);
  }
}

function entryFault<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  content: Buffer | undefined,
): string | null {
  if (!content) return "too long for an entry";
  try {
    const entry = readEntry(kind, parseJson(content.toString()));
    return "fault" in entry ? entry.fault : null;
  } catch {
    return "not JSON";
  }
}
