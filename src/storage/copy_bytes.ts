import fs from "node:fs";

const BLOCK_BYTES = 1 << 16;

/** Hands the bytes from `start` to `end` of an open file to `write`, in parts that are valid during the call. */
export function copyBytes(
  descriptor: number,
  start: number,
  end: number,
  write: (part: Uint8Array) => void,
): void {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let position = start; position < end;) {
    const count = fs.readSync(
      descriptor,
      block,
      0,
      Math.min(BLOCK_BYTES, end - position),
      position,
    );
    if (count === 0) return;
    write(block.subarray(0, count));
    position += count;
  }
}

/** Writes all of `bytes` at the end of an open file, however short the system's writes are. */
export function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += fs.writeSync(descriptor, bytes, written);
  }
}
