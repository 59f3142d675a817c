import fs from "node:fs";
import { Line } from "./line.ts";
import { LineParts } from "./line_parts.ts";

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 16;

/**
 * Yields the lines among the first `size` bytes of a file from the last to the first; what stands behind the last newline
 * is left out. Memory is bounded whatever the file holds.
 */
export function* readLinesBackwards(descriptor: number, size: number): Generator<Line> {
  const begun = new LineParts(true);
  const buffer = Buffer.alloc(Math.min(size, BLOCK_BYTES));
  let ended = false;
  for (let position = size; position > 0;) {
    const start = Math.max(0, position - BLOCK_BYTES);
    const block = buffer.subarray(0, position - start);
    fs.readSync(descriptor, block, 0, block.length, start);
    let end = block.length;
    for (let newline; (newline = lastNewline(block, end)) >= 0; end = newline) {
      // The last newline ends the last line; each one before it begins the line that was met.
      if (ended) {
        const first = newline + 1;
        yield begun.bytes === 0
          ? new Line(start + first, end - first, block, first)
          : endBegun(begun, block.subarray(first, end), start + first);
      }
      begun.clear();
      ended = true;
    }
    begun.add(block.subarray(0, end));
    position = start;
  }
  if (ended) yield begun.line(0);
}

function lastNewline(block: Buffer, end: number): number {
  // A negative start would count from the end of the block.
  return end === 0 ? -1 : block.lastIndexOf(NEWLINE, end - 1);
}

function endBegun(begun: LineParts, head: Buffer, offset: number): Line {
  begun.add(head);
  return begun.line(offset);
}
