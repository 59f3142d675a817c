import { entryOfLine } from "./archive_scan.ts";
import { type ArchivedLine, scanValues, type ValueVisitor } from "./archive_values.ts";
import { END_CHARACTERS, endCodeOfBytes, type IdEnds } from "../id_ends.ts";
import type { IndexKind } from "../index_kind.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "../session_index.ts";

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

/**
 * The archived entries of all sessions whose id may begin or end with what is wanted, in the order of their lines; also where
 * two are of one session. Throws StorageError.
 */
export function archivedLike<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
  wanted: IdEnds,
): Entry[] {
  const found = new EntriesLike(kind, wanted);
  scanValues(indexPath, "zig_session_id", found);
  return [...found.entries].sort(([one], [other]) => one - other).map(([, entry]) => entry);
}

const QUOTE = 0x22;

class EntriesLike<Entry extends AnyEntry> implements ValueVisitor {
  /** By where their lines begin. */
  readonly entries = new Map<number, Entry>();
  private view: DataView = new DataView(new ArrayBuffer(0));

  constructor(private readonly kind: IndexKind<Entry>, private readonly wanted: IdEnds) {}

  enter({ buffer, byteOffset, length }: Buffer): void {
    this.view = new DataView(buffer, byteOffset, length);
  }

  onValue(block: Buffer, at: number): boolean {
    const view = this.view, tail = block.indexOf(QUOTE, at) - END_CHARACTERS;
    return tail < at ||
      this.wanted.mayFitCodes(
        endCodeOfBytes(view.getInt32(at)),
        endCodeOfBytes(view.getInt32(tail)),
      );
  }

  onLine({ text, offset }: ArchivedLine): void {
    const entry = entryOfLine(this.kind, text);
    // Of a session in the index that is not wanted, no old entry may come.
    if (entry && this.wanted.mayFit(entry.zig_session_id)) this.entries.set(offset, entry);
  }
}
