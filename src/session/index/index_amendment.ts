import { appendToArchive, readArchive, replaceArchive } from "./archive/index_archive.ts";
import type { IndexKind } from "./index_kind.ts";
import { updateIndex } from "./index_update.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

/** Puts right what an index or its archive says of sessions, where they stand; unknown ones are added. */
export function amendIndex<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  entries: readonly Entry[],
): void {
  updateIndex(kind, path, (index) => {
    const archived = new Set(readArchive(kind, path).map(({ zig_session_id }) => zig_session_id));
    const amended: Entry[] = [];
    for (const entry of entries) {
      const at = index.sessions.findIndex(({ zig_session_id }) =>
        zig_session_id === entry.zig_session_id
      );
      if (at >= 0) index.sessions[at] = entry;
      else if (archived.has(entry.zig_session_id)) amended.push(entry);
      else index.upsert(entry);
    }
    if (amended.length > 0) appendToArchive(kind, path, amended);
  });
}

/** Takes sessions out of an index and of its archive. */
export function removeFromIndex<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  path: string,
  sessionIds: ReadonlySet<string>,
): void {
  updateIndex(kind, path, (index) => {
    const stays = ({ zig_session_id }: Entry) => !sessionIds.has(zig_session_id);
    index.sessions = index.sessions.filter(stays);
    const archived = readArchive(kind, path);
    if (!archived.every(stays)) replaceArchive(kind, path, archived.filter(stays));
  });
}
