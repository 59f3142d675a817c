import fs from "node:fs";
import { reasonOf, StorageError } from "../storage/errors.ts";

/** Makes a folder, and those above it, that only its owner can open. Throws StorageError. */
export function makeFolder(path: string): void {
  try {
    fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StorageError(
      `Could not make the folder "${path}"`,
      reasonOf(error),
      "Give access to it, or set ZIG_HOME to another folder",
      { cause: error },
    );
  }
}
