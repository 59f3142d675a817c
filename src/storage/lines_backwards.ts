import fs from "node:fs";

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 16;

/**
 * Yields the lines of a file from the last to the first, without their newline. `size` is where the last line ends,
 * just after its newline; what stands behind it is left out.
 */
export function* readLinesBackwards(descriptor: number, size: number): Generator<string> {
  let rest: Buffer[] = [];
  // The first newline that is met ends the last line; from then on each one begins the line after it.
  let position = size - 1;
  while (position > 0) {
    const start = Math.max(0, position - BLOCK_BYTES);
    const block = Buffer.alloc(position - start);
    fs.readSync(descriptor, block, 0, block.length, start);
    let end = block.length;
    for (let newline = block.lastIndexOf(NEWLINE); newline >= 0;) {
      yield Buffer.concat([block.subarray(newline + 1, end), ...rest]).toString();
      rest = [];
      end = newline;
      newline = end === 0 ? -1 : block.lastIndexOf(NEWLINE, end - 1);
    }
    rest = [block.subarray(0, end), ...rest];
    position = start;
  }
  if (size > 0) yield Buffer.concat(rest).toString();
}
