import fs from "node:fs";
import { LineBlocks } from "../../../storage/lines/line_blocks.ts";
import { LineReader } from "../../../storage/lines/line_reader.ts";
import { archivePath } from "./index_archive.ts";

/** Looks at the values of one field in an archive. */
export interface ValueVisitor {
  /** What follows is about whole lines of these bytes. */
  enter(block: Buffer): void;
  /** One that begins there, in a block, without its quotation mark. True where its whole line is wanted. */
  onValue(block: Buffer, at: number): boolean;
  /**
   * A line that is wanted, or is written in another way than ours, so that it has to be decoded; some come twice, and not
   * in their order.
   */
  onLine(line: ArchivedLine): void;
}

/** A line, and where in the archive it begins. */
export interface ArchivedLine {
  readonly text: string;
  readonly offset: number;
}

const NEWLINE = 0x0a, BACKSLASH = 0x5c, COLON = 0x3a, QUOTE = 0x22;

/**
 * Shows a visitor each place of an archive where the value of a field may stand, or the line in which it does: none of a
 * sound line is left out, but some are shown that are of no field of a session, or of a damaged line. The bytes are searched
 * by the runtime, at ten times the speed at which a line can be checked. Throws StorageError.
 */
export function scanValues(indexPath: string, field: string, visitor: ValueVisitor): void {
  const path = archivePath(indexPath);
  if (!fs.existsSync(path)) return;
  const name = Buffer.from(`"${field}"`), blocks = new LineBlocks().read(path, 0);
  let behind = 0, next = blocks.next();
  for (; !next.done; next = blocks.next()) {
    const { offset, bytes } = next.value;
    visitor.enter(bytes);
    visitEscaped(bytes, offset, visitor);
    visitValues(bytes, offset, name, visitor);
    behind = offset + bytes.length + 1;
  }
  if (!next.value.tooLong) return;
  using reader = new LineReader(path, behind);
  for (const { text, offset } of reader.read()) visitor.onLine({ text, offset });
}

function visitValues(block: Buffer, offset: number, name: Buffer, visitor: ValueVisitor): void {
  for (let at = 0; (at = block.indexOf(name, at)) >= 0;) {
    at += name.length;
    const isUsual = block[at] === COLON && block[at + 1] === QUOTE;
    if (!isUsual || visitor.onValue(block, at + 2)) visitor.onLine(lineAround(block, offset, at));
  }
}

/** A name that is written with an escape is not found, and a value is not what it looks like. */
function visitEscaped(block: Buffer, offset: number, visitor: ValueVisitor): void {
  for (let at = 0; (at = block.indexOf(BACKSLASH, at)) >= 0;) {
    visitor.onLine(lineAround(block, offset, at));
    at = block.indexOf(NEWLINE, at);
    if (at < 0) return;
  }
}

function lineAround(block: Buffer, offset: number, at: number): ArchivedLine {
  const start = block.lastIndexOf(NEWLINE, at) + 1, end = block.indexOf(NEWLINE, at);
  const text = block.toString("utf8", start, end < 0 ? block.length : end);
  return { text, offset: offset + start };
}
