import { entryOfLine } from "./archive_scan.ts";
import { type ArchivedLine, scanValues, type ValueVisitor } from "./archive_values.ts";
import type { IndexKind } from "../index_kind.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "../session_index.ts";

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

/**
 * A text that is less neither than `least` nor than the start of any session in an archive. Mostly it is one of these; the
 * less there is above `least`, the faster it is told. Throws StorageError.
 */
export function latestArchived<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
  least: string,
): string {
  const latest = new LatestStart(kind, least);
  scanValues(indexPath, "started_at", latest);
  // Text was compared by its bytes, whose order is another where there is more than ASCII.
  return /^[\x20-\x7e]*$/.test(latest.start) ? latest.start : LATEST_OF_ALL;
}

const LATEST_OF_ALL = "\uffff";
const QUOTE = 0x22;
/** Those of a time as we write it. */
const START_BYTES = 32;
const WORD = 8;

class LatestStart<Entry extends AnyEntry> implements ValueVisitor {
  // Not "#start": they are asked for in every line, and Bun takes longer over fields that are private by name.
  start: string;
  private readonly kind: IndexKind<Entry>;
  private view: DataView = new DataView(new ArrayBuffer(0));
  /** The first bytes of the latest start, which compare as numbers as they do as bytes; no text is less than -1. */
  private first = -1;
  private second = -1;

  constructor(kind: IndexKind<Entry>, least: string) {
    this.kind = kind;
    this.start = least;
    const bytes = Buffer.from(least);
    if (bytes.length < START_BYTES) return;
    this.first = bytes.readDoubleBE(0);
    this.second = bytes.readDoubleBE(WORD);
  }

  enter({ buffer, byteOffset, length }: Buffer): void {
    this.view = new DataView(buffer, byteOffset, length);
  }

  onValue(block: Buffer, at: number): boolean {
    if (at + START_BYTES >= block.length) return true;
    const first = this.view.getFloat64(at);
    // Below zero, and a NaN, is what begins with more than ASCII.
    if (first > 0 && first < this.first) return false;
    const second = this.view.getFloat64(at + WORD);
    if (first === this.first && second > 0 && second < this.second) return false;
    const isUsual = block[at + START_BYTES] === QUOTE;
    // Where the value is shorter, there is more behind it, which does not make it less.
    const end = isUsual ? at + START_BYTES : block.indexOf(QUOTE, at);
    const start = block.toString("latin1", at, end);
    if (start <= this.start) return false;
    this.start = start;
    [this.first, this.second] = isUsual ? [first, second] : [-1, -1];
    return false;
  }

  onLine({ text }: ArchivedLine): void {
    const start = entryOfLine(this.kind, text)?.started_at ?? "";
    if (start <= this.start) return;
    this.start = start;
    [this.first, this.second] = [-1, -1];
  }
}
