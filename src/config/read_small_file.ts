import fs from "node:fs";
import { StorageError } from "../storage/errors.ts";
import { attemptRead, openRegularFile } from "../storage/open_file.ts";

/** What a file may be. */
export interface SmallFileLimits {
  readonly maxBytes: number;
  /** The physical folder that it must lie in, wherever links lead; undefined for any. */
  readonly within: string | undefined;
}

/** Reads a regular file of a limited size. Throws StorageError. */
export function readSmallFile(path: string, { maxBytes, within }: SmallFileLimits): Uint8Array {
  const place = attemptRead(path, () => fs.realpathSync(path));
  if (within !== undefined && !place.startsWith(within.endsWith("/") ? within : `${within}/`)) {
    const advice = "What a project's configuration names has to be a file of the project";
    throw new StorageError(`Could not read "${path}"`, "it leads out of the project", advice);
  }
  const descriptor = openRegularFile(place);
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    const length = attemptRead(path, () => readUpTo(descriptor, bytes));
    if (length <= maxBytes) return bytes.subarray(0, length);
    const obstacle = `it is larger than ${maxBytes >> 10} KiB`;
    throw new StorageError(`Could not read "${path}"`, obstacle, "Make it smaller");
  } finally {
    fs.closeSync(descriptor);
  }
}

function readUpTo(descriptor: number, bytes: Uint8Array): number {
  let length = 0;
  while (length < bytes.length) {
    const count = fs.readSync(descriptor, bytes, length, bytes.length - length, null);
    if (count === 0) break;
    length += count;
  }
  return length;
}
