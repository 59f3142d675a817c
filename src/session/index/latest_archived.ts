import { entryOfLine } from "./archive_scan.ts";
import { scanValues } from "./archive_values.ts";
import type { IndexKind } from "./index_kind.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";

const QUOTE = 0x22;
/** Those of a time as we write it. */
const START_CHARACTERS = 32;
const LATEST_OF_ALL = "\uffff";

/**
 * A text that is not less than the start of any session in an archive; empty where none is archived. Mostly it is the start
 * of that which was started last. Throws StorageError.
 */
export function latestArchived<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
): string {
  let latest = "";
  scanValues(indexPath, "started_at", {
    onValue(block, at) {
      const usualEnd = at + START_CHARACTERS;
      // Where the value is shorter, there is more behind it, which does not make it less.
      const end = block[usualEnd] === QUOTE ? usualEnd : block.indexOf(QUOTE, at);
      const start = block.toString("latin1", at, end);
      if (start > latest) latest = start;
      return false;
    },
    onLine({ text }) {
      const start = entryOfLine(kind, text)?.started_at ?? "";
      if (start > latest) latest = start;
    },
  });
  // In the order of bytes, which is another where there is more than ASCII.
  return /^[\x20-\x7e]*$/.test(latest) ? latest : LATEST_OF_ALL;
}
