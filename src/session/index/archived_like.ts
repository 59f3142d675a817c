import { entryOfLine } from "./archive_scan.ts";
import { scanValues } from "./archive_values.ts";
import { END_CHARACTERS, endCodeOfBytes, type IdEnds } from "./id_ends.ts";
import type { IndexKind } from "./index_kind.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";

const QUOTE = 0x22;

/**
 * The archived entries of all sessions whose id may begin or end with what is wanted, and of some others, in the order of
 * their lines; also where two are of one session. Throws StorageError.
 */
export function archivedLike<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
  wanted: IdEnds,
): Entry[] {
  const entries = new Map<number, Entry>();
  let view: DataView = new DataView(new ArrayBuffer(0));
  scanValues(indexPath, "zig_session_id", {
    enter({ buffer, byteOffset, length }) {
      view = new DataView(buffer, byteOffset, length);
    },
    onValue(block, at) {
      const tail = block.indexOf(QUOTE, at) - END_CHARACTERS;
      return tail < at ||
        wanted.mayFitCodes(endCodeOfBytes(view.getInt32(at)), endCodeOfBytes(view.getInt32(tail)));
    },
    onLine({ text, offset }) {
      const entry = entryOfLine(kind, text);
      if (entry) entries.set(offset, entry);
    },
  });
  return [...entries].sort(([one], [other]) => one - other).map(([, entry]) => entry);
}
