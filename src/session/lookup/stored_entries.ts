import { type EntrySummary, scanArchive, summaryOf } from "../index/archive/archive_scan.ts";
import type { IndexKind } from "../index/index_kind.ts";
import { type SessionEntry, unlessRefused } from "./list_sessions.ts";

/**
 * What an archive and its index hold, in the order of arrival; of a session that is there more than once, what the index
 * says, or the archive's last line. Throws StorageError.
 */
export function storedEntries<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
  indexEntries: readonly Entry[],
): EntrySummary<SessionEntry>[] {
  const archived: EntrySummary<Entry>[] = [];
  unlessRefused(() => scanArchive(kind, path, (summary) => archived.push(summary)), undefined);
  const indexed = indexEntries.map(summaryOf);
  const late = lateIds(archived, indexed);
  if (late.size === 0) return [...archived, ...indexed];
  const entries: (EntrySummary<Entry> | undefined)[] = [], places = new Map<string, number>();
  const add = (summary: EntrySummary<Entry>) => {
    const place = entries.push(summary) - 1;
    if (late.has(summary.zig_session_id)) places.set(summary.zig_session_id, place);
  };
  for (const summary of archived) {
    const place = places.get(summary.zig_session_id);
    if (place === undefined) add(summary);
    else entries[place] = summary;
  }
  for (const summary of indexed) {
    const place = places.get(summary.zig_session_id);
    if (place !== undefined) entries[place] = undefined;
    add(summary);
  }
  return entries.filter((summary) => summary !== undefined);
}

/** The ids that do not come behind all those before them: every id that is there more than once is among them. */
function lateIds(...lists: readonly (readonly EntrySummary<unknown>[])[]): ReadonlySet<string> {
  const late = new Set<string>();
  let last = "";
  for (const list of lists) {
    for (const { zig_session_id: id } of list) {
      if (id > last) last = id;
      else late.add(id);
    }
  }
  return late;
}
