import fs from "node:fs";
import { basename } from "node:path";
import { writeWhole } from "../../storage/copy_bytes.ts";
import { reasonOf, StorageError } from "../../storage/errors.ts";
import { openPrivateFile, openTemporaryFile } from "../../storage/private/open_private.ts";
import { openSideFile } from "../../storage/private/open_side_file.ts";
import { adviceOf } from "../../storage/private/refused_error.ts";
import { parseJson } from "../../session/reading/decoding/parse_json.ts";

/** A note of how long the files beside a log are before a repair adds to them. */
interface Mark {
  /** The log that was to be replaced, as {@link stateOf} gives it. */
  readonly log: string;
  /** By name; null for a file that was not there. */
  readonly sizes: Readonly<Record<string, number | null>>;
}

const MOST_MARK_BYTES = 4096;

/**
 * Keeps such a note while `action` runs; and first takes back what a repair that was killed, and so has left its note, has
 * added to these files, because the same bytes are about to be added again. The log's lock is the caller's. Throws
 * StorageError, and what `action` throws.
 */
export function withAsideMark(
  logPath: string,
  sidePaths: readonly string[],
  action: () => void,
): void {
  const path = `${logPath.replace(/\.jsonl$/, "")}.aside.0.tmp`;
  try {
    const log = stateOf(logPath), left = readMark(path);
    // Of any other log than the one that is still there, what was set aside is nowhere else.
    if (left?.log === log) {
      for (const sidePath of sidePaths) takeBack(sidePath, left.sizes?.[basename(sidePath)]);
    }
    const sizes = sidePaths.map((sidePath) => [basename(sidePath), sizeOf(sidePath)]);
    writeMark(path, { log, sizes: Object.fromEntries(sizes) });
  } catch (error) {
    const advice = adviceOf(error, "Make room or give access there");
    throw new StorageError(`Could not write "${path}"`, reasonOf(error), advice, { cause: error });
  }
  try {
    action();
  } finally {
    fs.rmSync(path, { force: true });
  }
}

/** Changes with every write to the log, and with its being replaced. */
function stateOf(logPath: string): string {
  const { dev, ino, size, mtimeNs } = fs.lstatSync(logPath, { bigint: true });
  return [dev, ino, size, mtimeNs].join(":");
}

function sizeOf(path: string): number | null {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.size ?? null;
}

/** A size that nobody could have noted is no reason to leave the log as it is. */
function takeBack(path: string, size: unknown): void {
  const now = sizeOf(path);
  if (now === null) return;
  if (size === null) fs.rmSync(path, { force: true });
  else if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0 && size < now) {
    const descriptor = openSideFile(path);
    try {
      fs.ftruncateSync(descriptor, size);
    } finally {
      fs.closeSync(descriptor);
    }
  }
}

function writeMark(path: string, mark: Mark): void {
  const descriptor = openTemporaryFile(path);
  try {
    writeWhole(descriptor, Buffer.from(JSON.stringify(mark)));
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Undefined where there is none, or only half of one: then nothing had been added yet. */
function readMark(path: string): Partial<Mark> | undefined {
  try {
    const descriptor = openPrivateFile(path, "read");
    try {
      if (fs.fstatSync(descriptor).size > MOST_MARK_BYTES) return undefined;
      return (parseJson(fs.readFileSync(descriptor, "utf8")) ?? undefined) as Partial<Mark>;
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
