import fs from "node:fs";
import { Line } from "./line.ts";
import { LineParts } from "./line_parts.ts";
import { attemptRead, openRegularFile } from "../open_file.ts";

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 20;

/** Which bytes of a file are looked at; `end` is the one behind the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const WHOLE_FILE: ByteRange = { start: 0, end: Infinity };

/**
 * Yields the lines that begin and end within a range of a file as it is now, and hands to `onTorn` what stands behind the
 * last newline. Memory is bounded by the longest line, and is small for a small file. Throws StorageError.
 */
export function* readLinesBetween(
  path: string,
  { start, end }: ByteRange = WHOLE_FILE,
  onTorn: (torn: Line) => void = () => {},
): Generator<Line> {
  const descriptor = openRegularFile(path);
  try {
    const stop = Math.min(end, fs.fstatSync(descriptor).size);
    const block = Buffer.allocUnsafe(Math.max(0, Math.min(BLOCK_BYTES, stop - start)));
    const begun = new LineParts(false);
    for (let position = start; position < stop;) {
      const wanted = Math.min(block.length, stop - position);
      const count = attemptRead(path, () => fs.readSync(descriptor, block, 0, wanted, position));
      if (count === 0) break;
      yield* wholeLines(block.subarray(0, count), position, begun);
      position += count;
    }
    if (begun.bytes > 0) onTorn(begun.line(stop - begun.bytes));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The lines that end in a block; what stands behind them is begun. */
function* wholeLines(block: Buffer, position: number, begun: LineParts): Generator<Line> {
  let start = 0;
  for (let newline; (newline = block.indexOf(NEWLINE, start)) >= 0; start = newline + 1) {
    if (begun.bytes === 0) yield new Line(position + start, newline - start, block, start);
    else {
      begun.add(block.subarray(start, newline));
      const line = begun.line(position + newline - begun.bytes);
      begun.clear();
      yield line;
    }
  }
  begun.add(block.subarray(start));
}
