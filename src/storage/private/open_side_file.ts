import { reasonOf, StorageError } from "../errors.ts";
import { openPrivateFile } from "./open_private.ts";
import { adviceOf } from "./refused_error.ts";

/** Opens, or makes, a file beside a log to add to it. Throws StorageError that names it, and not the log. */
export function openSideFile(path: string): number {
  try {
    return openPrivateFile(path, "append");
  } catch (error) {
    const advice = adviceOf(error, "Make room or give access there");
    throw new StorageError(`Could not open "${path}"`, reasonOf(error), advice, { cause: error });
  }
}
