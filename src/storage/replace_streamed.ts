import fs from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { writeWhole } from "./copy_bytes.ts";
import { reasonOf, StorageError } from "./errors.ts";
import { openTemporaryFile } from "./private/open_private.ts";
import { adviceOf } from "./private/refused_error.ts";

/** Takes the next bytes of a file that is being written; they may change after the call. */
export type Append = (bytes: Uint8Array) => void;

const BUFFER_BYTES = 1 << 20;

/**
 * Puts what `write` appends in the place of a file, whole or not at all, as replaceFile() does, in memory that does not grow
 * with it; the file's mode stays. `beforeRename` is called when the new file is on the device. Throws StorageError, and what
 * the two callbacks throw; then the old file is untouched.
 */
export function replaceStreamed(
  path: string,
  write: (append: Append) => void,
  beforeRename: () => void,
): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const mode = fs.lstatSync(path).mode & 0o777;
    const descriptor = openTemporaryFile(temporary);
    try {
      writeBuffered(descriptor, write);
      fs.fchmodSync(descriptor, mode);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    beforeRename();
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    if (error instanceof StorageError) throw error;
    throw new StorageError(
      `Could not write "${path}"`,
      reasonOf(error),
      adviceOf(error, `Make room or give access in "${dirname(path)}"`),
      { cause: error },
    );
  }
}

/** One call of the system a line would be most of the time that it takes. */
function writeBuffered(descriptor: number, write: (append: Append) => void): void {
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let filled = 0;
  const flush = () => {
    writeWhole(descriptor, buffer.subarray(0, filled));
    filled = 0;
  };
  write((bytes) => {
    if (filled + bytes.length > BUFFER_BYTES) flush();
    if (bytes.length > BUFFER_BYTES) return writeWhole(descriptor, bytes);
    buffer.set(bytes, filled);
    filled += bytes.length;
  });
  flush();
}
