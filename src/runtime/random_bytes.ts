import fs from "node:fs";

/** Unpredictable bytes, of the system's. Not by the runtime's `crypto`, which ends the process where `getrandom` is refused. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  try {
    const source = fs.openSync("/dev/urandom", "r");
    try {
      if (fs.readSync(source, bytes) === count) return bytes;
    } finally {
      fs.closeSync(source);
    }
  } catch {
    // There is no such device here.
  }
  return crypto.getRandomValues(bytes);
}
