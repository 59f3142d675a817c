import fs from "node:fs";
import { reasonOf, StorageError } from "../../storage/errors.ts";
import { openPrivateFile } from "../../storage/private/open_private.ts";
import { adviceOf } from "../../storage/private/refused_error.ts";
import { replaceStreamed } from "../../storage/replace_streamed.ts";
import { copyBytes } from "../../storage/copy_bytes.ts";
import { orderedEntry } from "../../session/index/index_entry.ts";
import type { IndexKind } from "../../session/index/index_kind.ts";
import { SideFile } from "./repair_side_file.ts";
import type {
  GlobalSessionEntry,
  SessionLogIndexEntry,
} from "../../session/index/session_index.ts";
import { judgeArchive } from "../verify/verify_index.ts";

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

/** Where the entries go whose logs are gone: `index.removed.jsonl` beside `index.json`. */
export function removedPath(indexPath: string): string {
  return indexPath.replace(/\.json$/, ".removed.jsonl");
}

/** Where the damaged lines of an archive go: `index.archive.bad`. */
export function badLinesPath(archive: string): string {
  return archive.replace(/\.jsonl$/, ".bad");
}

/** Keeps entries that are about to leave an index. The index's lock is the caller's. Throws StorageError. */
export function setEntriesAside<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  indexPath: string,
  entries: readonly Entry[],
): void {
  const path = removedPath(indexPath);
  const lines = entries.map((entry) => `${JSON.stringify(orderedEntry(kind, entry))}\n`);
  try {
    const descriptor = openPrivateFile(path, "append");
    try {
      fs.writeFileSync(descriptor, lines.join(""));
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    const advice = adviceOf(error, "Make room or give access there");
    throw new StorageError(`Could not write "${path}"`, reasonOf(error), advice, { cause: error });
  }
}

/** Moves the damaged lines of an archive, byte for byte, to a file beside it. The index's lock is the caller's. Throws StorageError. */
export function setBadLinesAside<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  archive: string,
): void {
  if (!fs.existsSync(archive)) return;
  const descriptor = openPrivateFile(archive, "read");
  using bad = new SideFile(badLinesPath(archive));
  try {
    if ([...judgeArchive(kind, descriptor)].every(({ reason }) => reason === null)) return;
    replaceStreamed(archive, (append) => {
      for (const { offset, bytes, reason } of judgeArchive(kind, descriptor)) {
        if (reason === null) copyBytes(descriptor, offset, offset + bytes, append);
        else bad.take(descriptor, offset, offset + bytes);
      }
    }, () => bad.sync());
  } catch (error) {
    bad.takeBack();
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}
