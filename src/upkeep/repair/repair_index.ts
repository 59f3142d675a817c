import { obstacleAt } from "../verify/verify_log.ts";
import {
  appendToArchive,
  archivePath,
  readArchive,
  replaceArchive,
} from "../../session/index/archive/index_archive.ts";
import {
  GLOBAL_INDEX,
  globalEntry,
  type IndexKind,
  PROJECT_INDEX,
} from "../../session/index/index_kind.ts";
import { entryOfLog } from "../../session/index/entries_of_logs.ts";
import { updateIndex } from "../../session/index/index_update.ts";
import { setBadLinesAside, setEntriesAside } from "./repair_index_aside.ts";
import type {
  GlobalSessionEntry,
  SessionIndex,
  SessionLogIndexEntry,
} from "../../session/index/session_index.ts";
import type { IndexName } from "../verify/verify_finding.ts";
import { compareWithIndex, type IndexView } from "../verify/verify_index.ts";

/** What the logs say of a session: its entry, or null where its log is gone. */
export interface SessionFact {
  readonly zig_session_id: string;
  readonly log_path: string;
  readonly storage: string;
  readonly entry: SessionLogIndexEntry | null;
}

/** What repair does to an index; the names are those of `--json` and stay. */
export interface IndexRepair {
  index: IndexName;
  path: string;
  /** Why it is made anew from the logs; null where it is not. */
  rebuilt: string | null;
  /** The sessions whose entries are added, put right, and taken out because their logs are gone. */
  added: string[];
  amended: string[];
  removed: string[];
  /** How many lines of its archive are set aside. */
  archive_lines: number;
}

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

/** What has to be done to an index so that it says what the logs say; undefined for nothing. */
export function planIndex(
  view: IndexView,
  facts: readonly SessionFact[],
): IndexRepair | undefined {
  const damage = view.findings.find(({ kind }) => kind === "index_damaged");
  const plan: IndexRepair = {
    index: view.name,
    path: view.path,
    rebuilt: damage?.reason ?? null,
    added: [],
    amended: [],
    removed: [],
    archive_lines: view.findings.filter(({ kind }) => kind === "archive_damaged").length,
  };
  for (const { zig_session_id, entry } of facts) {
    if (!entry) {
      if (view.entries.has(zig_session_id)) plan.removed.push(zig_session_id);
      continue;
    }
    const [difference] = compareWithIndex(view, zig_session_id, entry.status);
    if (difference?.kind === "index_missing") plan.added.push(zig_session_id);
    else if (difference) plan.amended.push(zig_session_id);
  }
  const { rebuilt, added, amended, removed, archive_lines } = plan;
  const count = added.length + amended.length + removed.length + archive_lines;
  return rebuilt === null && count === 0 ? undefined : plan;
}

/** Puts an index and its archive right, under its lock. What is taken out is kept beside it. Throws StorageError. */
export function applyToIndex({ index, path }: IndexRepair, facts: readonly SessionFact[]): void {
  if (index === "project") apply(PROJECT_INDEX, path, facts, (entry) => entry);
  else apply(GLOBAL_INDEX, path, facts, globalEntry);
}

function apply<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  facts: readonly SessionFact[],
  entryOf: (entry: SessionLogIndexEntry, storage: string) => Entry,
): void {
  updateIndex(kind, path, (index) => {
    setBadLinesAside(kind, archivePath(path));
    const archive = new Map(readArchive(kind, path).map((entry) => [entry.zig_session_id, entry]));
    const gone = new Set<string>(), amended: Entry[] = [];
    // In the order of their start, each finds its place among those that are there.
    const inOrder = facts.map(asOfNow).toSorted((a, b) =>
      (a.entry?.started_at ?? "") < (b.entry?.started_at ?? "") ? -1 : 1
    );
    const positions = new Map(index.sessions.map((entry, at) => [entry.zig_session_id, at]));
    const added: Entry[] = [];
    for (const { zig_session_id, log_path, storage, entry } of inOrder) {
      const at = positions.get(zig_session_id), archived = archive.get(zig_session_id);
      const indexed = at === undefined ? undefined : index.sessions[at];
      if (!entry) {
        // It may have come back meanwhile, with a mount or a backup.
        if (obstacleAt(log_path)?.kind === "log_missing") gone.add(zig_session_id);
      } else if (at !== undefined && indexed) index.sessions[at] = withEnd(indexed, entry);
      else if (!archived) added.push(entryOf(entry, storage));
      else if (differs(archived, entry)) amended.push(withEnd(archived, entry));
    }
    index.sessions = merged(index.sessions, added);
    takeOut(kind, path, index, [...archive.values()], gone);
    if (amended.length > 0) appendToArchive(kind, path, amended);
  });
}

/** A session that goes on may have ended since, and have said so here. */
function asOfNow(fact: SessionFact): SessionFact {
  if (fact.entry?.status !== null) return fact;
  return { ...fact, entry: entryOfLog(fact.log_path, fact.storage) ?? fact.entry };
}

function takeOut<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  index: SessionIndex<Entry>,
  archived: readonly Entry[],
  gone: ReadonlySet<string>,
): void {
  const stays = ({ zig_session_id }: Entry) => !gone.has(zig_session_id);
  const out = [...archived, ...index.sessions].filter((entry) => !stays(entry));
  if (out.length === 0) return;
  setEntriesAside(kind, path, out);
  index.sessions = index.sessions.filter(stays);
  if (!archived.every(stays)) replaceArchive(kind, path, archived.filter(stays));
}

/** Only the end is put right: an index's own times and paths are as good as ours, and may be of another host. */
function withEnd<Entry extends AnyEntry>(entry: Entry, log: SessionLogIndexEntry): Entry {
  if (!differs(entry, log)) return entry;
  return { ...entry, ended_at: log.ended_at, status: log.status };
}

function differs(entry: AnyEntry, { status }: SessionLogIndexEntry): boolean {
  return entry.status !== status || (entry.ended_at === null) !== (status === null);
}

/** Entries keep their order; each new one stands before the first that was started later. */
function merged<Entry extends AnyEntry>(
  entries: readonly Entry[],
  added: readonly Entry[],
): Entry[] {
  const result: Entry[] = [];
  let next = 0;
  for (const entry of entries) {
    for (; next < added.length; next++) {
      const each = added[next];
      if (!each || each.started_at >= entry.started_at) break;
      result.push(each);
    }
    result.push(entry);
  }
  return [...result, ...added.slice(next)];
}
