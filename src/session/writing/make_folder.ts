import { reasonOf, StorageError } from "../../storage/errors.ts";
import { makePrivateFolder } from "../../storage/private/make_private_folder.ts";
import { adviceOf } from "../../storage/private/refused_error.ts";

/** Makes a folder of a home, and those above it, that only its owner can open. Throws StorageError. */
export function makeFolder(path: string): void {
  try {
    makePrivateFolder(path);
  } catch (error) {
    throw new StorageError(
      `Could not make the folder "${path}"`,
      reasonOf(error),
      adviceOf(error, "Give access to it, or set ZIG_HOME to another folder"),
      { cause: error },
    );
  }
}
