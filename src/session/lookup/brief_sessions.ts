import { type BriefEntry, briefEntry, scanArchive } from "../index/archive_scan.ts";
import type { IndexKind } from "../index/index_kind.ts";
import { type SessionEntry, unlessRefused } from "./list_sessions.ts";

/**
 * What an archive and its index hold, in the order of arrival; of a session that is there more than once, what the index
 * says, or the archive's last line. Throws StorageError.
 */
export function briefEntries<Entry extends SessionEntry>(
  kind: IndexKind<Entry>,
  path: string,
  indexEntries: readonly Entry[],
): BriefEntry<SessionEntry>[] {
  const archived: BriefEntry<Entry>[] = [];
  unlessRefused(() => scanArchive(kind, path, (brief) => archived.push(brief)), undefined);
  const indexed = indexEntries.map(briefEntry);
  const late = lateIds(archived, indexed);
  if (late.size === 0) return [...archived, ...indexed];
  const entries: (BriefEntry<Entry> | undefined)[] = [], places = new Map<string, number>();
  const add = (brief: BriefEntry<Entry>) => {
    const place = entries.push(brief) - 1;
    if (late.has(brief.zig_session_id)) places.set(brief.zig_session_id, place);
  };
  for (const brief of archived) {
    const place = places.get(brief.zig_session_id);
    if (place === undefined) add(brief);
    else entries[place] = brief;
  }
  for (const brief of indexed) {
    const place = places.get(brief.zig_session_id);
    if (place !== undefined) entries[place] = undefined;
    add(brief);
  }
  return entries.filter((brief) => brief !== undefined);
}

/** The ids that do not come behind all those before them: every id that is there more than once is among them. */
function lateIds(...lists: readonly (readonly BriefEntry<unknown>[])[]): ReadonlySet<string> {
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
