import fs from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { reasonOf, StorageError } from "./errors.ts";
import { openTemporaryFile } from "./private/open_private.ts";
import { adviceOf } from "./private/refused_error.ts";

/**
 * Puts `text` in the place of a file: readers see the old or the new file whole, never a part, also after a power cut.
 * Where two may replace the same file, hold a lock. Throws StorageError; then the old file is untouched.
 */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const descriptor = openTemporaryFile(temporary);
    try {
      fs.writeFileSync(descriptor, text);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(temporary, path);
  } catch (error) {
    removeIfThere(temporary);
    throw new StorageError(
      `Could not write "${path}"`,
      reasonOf(error),
      adviceOf(error, `Make room or give access in "${dirname(path)}"`),
      { cause: error },
    );
  }
}

function removeIfThere(path: string): void {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // What kept us from writing keeps us from this too; the first error is the one to tell.
  }
}
