import fs from "node:fs";
import { tryLock, unlock } from "../runtime/descriptors/file_lock.ts";
import { reasonOf, StorageError } from "./errors.ts";
import type { Line } from "./lines/line.ts";
import { readLinesBackwards } from "./lines/lines_backwards.ts";
import { type OpenMode, openPrivateFile } from "./private/open_private.ts";
import { openSideFile } from "./private/open_side_file.ts";
import { adviceOf } from "./private/refused_error.ts";

/** Gives the whole lines of a file from the end, newest first. */
export type Tail = () => Iterable<Line>;

/** Decides what is appended, a text or its bytes. There is a tail when others have written since our last append. */
export type Compose = (tail: Tail | undefined) => string | Uint8Array;

const NEWLINE = 0x0a;
const COPY_BYTES = 1 << 16;

/**
 * A file of lines that several threads and processes append to, each append under the file's own `flock` and in one
 * write, so that lines never mix. Nothing else may write to the file.
 */
export class AppendLog {
  readonly path: string;
  #descriptor: number;
  #identity: string;
  /** Where our last append ended; anything else means that others have written, or that the state is unknown. */
  #end: number;
  /** Whether nothing has come of it being open, so that another file will do as well. */
  #isFresh: boolean;
  #closed = false;

  private constructor(path: string, descriptor: number, end: number) {
    this.path = path;
    this.#descriptor = descriptor;
    this.#identity = identity(fs.fstatSync(descriptor));
    this.#end = end;
    this.#isFresh = end < 0;
  }

  /** Makes a new, empty log. Throws StorageError, also when the file exists. */
  static create(path: string): AppendLog {
    return new AppendLog(path, open(path, "create"), 0);
  }

  /** Opens a log that exists; what replaces it before the first append takes its place here too. Throws StorageError. */
  static open(path: string): AppendLog {
    return new AppendLog(path, openExisting(path), -1);
  }

  /**
   * Appends what `compose` returns (whole lines; the empty string for nothing). Returns false, without calling it, while
   * another holder has the lock. Throws StorageError; then nothing of it is in the log.
   */
  tryAppend(compose: Compose): boolean {
    // The descriptor's number may be somebody else's by now.
    if (this.#closed) throw this.#failure("write", new Error("it has been closed"));
    if (!this.#lock() || !this.#lockSuccessor()) return false;
    this.#isFresh = false;
    try {
      const size = this.#currentSize();
      const foreign = size !== this.#end;
      const start = foreign ? this.#mend(size) : size;
      const text = compose(
        foreign ? () => readLinesBackwards(this.#descriptor, start) : undefined,
      );
      this.#write(text, start);
    } finally {
      unlock(this.#descriptor);
    }
    return true;
  }

  /** Hands what was appended to the device, against power cuts. Throws StorageError. */
  sync(): void {
    this.#attempt("sync", () => fs.fsyncSync(this.#descriptor));
  }

  close(): void {
    this.#closed = true;
    fs.closeSync(this.#descriptor);
  }

  #lock(): boolean {
    return this.#attempt("lock", () => tryLock(this.#descriptor, "exclusive"));
  }

  /** Goes over to the file that has replaced the log while we waited for its lock, as a repair does. */
  #lockSuccessor(): boolean {
    if (!this.#isFresh) return true;
    const atPath = fs.statSync(this.path, { throwIfNoEntry: false });
    if (!atPath || identity(atPath) === this.#identity) return true;
    const successor = openExisting(this.path);
    fs.closeSync(this.#descriptor);
    this.#descriptor = successor;
    this.#identity = identity(fs.fstatSync(successor));
    return this.#lock();
  }

  #currentSize(): number {
    const atPath = fs.statSync(this.path, { throwIfNoEntry: false });
    if (atPath === undefined || identity(atPath) !== this.#identity) {
      throw new StorageError(
        `The log "${this.path}" could not be written`,
        atPath ? "another file has taken its place" : "it has been deleted",
        "What follows is not recorded",
      );
    }
    return atPath.size;
  }

  /** Moves the bytes after the last newline, which a writer that died has left, to the `.torn` file. Returns the new size. */
  #mend(size: number): number {
    const end = endOfLastLine(this.#descriptor, size);
    if (end === size) return size;
    this.#attempt("mend", () => {
      const torn = openSideFile(this.path.replace(/\.jsonl$/, "") + ".torn");
      try {
        copyBytes(this.#descriptor, end, size, torn);
      } finally {
        fs.closeSync(torn);
      }
      fs.ftruncateSync(this.#descriptor, end);
    });
    return end;
  }

  #write(text: string | Uint8Array, start: number): void {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    this.#end = -1;
    try {
      for (let written = 0; written < bytes.length;) {
        written += fs.writeSync(this.#descriptor, bytes, written);
      }
    } catch (error) {
      this.#takeBack(start);
      throw this.#failure("write", error);
    }
    this.#end = start + bytes.length;
  }

  #takeBack(start: number): void {
    try {
      fs.ftruncateSync(this.#descriptor, start);
    } catch {
      // Half a line stays: the next append finds it and mends it.
    }
  }

  #attempt<T>(verb: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw this.#failure(verb, error);
    }
  }

  #failure(verb: string, error: unknown): StorageError {
    return storageFailure(this.path, verb, error);
  }
}

function openExisting(path: string): number {
  return open(path, "append-existing");
}

function open(path: string, mode: OpenMode): number {
  try {
    return openPrivateFile(path, mode);
  } catch (error) {
    throw storageFailure(path, "open", error);
  }
}

function storageFailure(path: string, verb: string, error: unknown): StorageError {
  return new StorageError(
    `Could not ${verb} the log "${path}"`,
    reasonOf(error),
    adviceOf(error, "Make room or give access there, or set ZIG_HOME to another folder"),
    { cause: error },
  );
}

function identity(stats: fs.Stats): string {
  return `${stats.dev}:${stats.ino}`;
}

function endOfLastLine(descriptor: number, size: number): number {
  const block = Buffer.alloc(COPY_BYTES);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - COPY_BYTES);
    fs.readSync(descriptor, block, 0, end - start, start);
    const newline = block.lastIndexOf(NEWLINE, end - start - 1);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

function copyBytes(from: number, start: number, end: number, to: number): void {
  const block = Buffer.alloc(COPY_BYTES);
  for (let position = start; position < end;) {
    const count = fs.readSync(from, block, 0, Math.min(COPY_BYTES, end - position), position);
    if (count === 0) return;
    fs.writeSync(to, block, 0, count);
    position += count;
  }
}
