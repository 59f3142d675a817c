import fs from "node:fs";
import { dirname } from "node:path";
import { sizeText } from "../view/size_text.ts";

const MOST_RESERVED_BYTES = 200 << 20, RESERVED_SHARE = 0.05;
/** Asked again after so much time or so many bytes, whichever comes first. */
const LOOK_AFTER_MS = 1000, LOOK_AFTER_BYTES = 16 << 20;

/** Whether the file system of a log has so little room left that it is better kept for others. */
export class FreeSpace {
  readonly #folder: string;
  readonly #minFreeBytes: number | undefined;
  #lookedMs = -Infinity;
  #bytesSince = 0;

  /** `folder` need not exist yet. `minFreeBytes` is the smaller of 200 MiB and 5% of the file system when undefined. */
  constructor(folder: string, minFreeBytes: number | undefined) {
    this.#folder = folder;
    this.#minFreeBytes = minFreeBytes;
  }

  /** Hears how much is about to be written, to know when to look again. */
  spend(bytes: number): void {
    this.#bytesSince += bytes;
  }

  /** Why nothing should be written now; undefined where there is room, or nothing is known of it. */
  shortage(): string | undefined {
    if (this.#minFreeBytes === 0) return undefined;
    const now = performance.now();
    if (now - this.#lookedMs < LOOK_AFTER_MS && this.#bytesSince < LOOK_AFTER_BYTES) {
      return undefined;
    }
    const found = lookAt(this.#folder);
    const least = found && (this.#minFreeBytes ?? reservedOf(found.totalBytes));
    if (found && least !== undefined && found.freeBytes < least) {
      const { path, freeBytes } = found;
      return `"${path}" has ${sizeText(freeBytes)} free, and nothing is recorded below ${
        sizeText(least)
      }. Make room there, or say --min-free`;
    }
    this.#lookedMs = now;
    this.#bytesSince = 0;
    return undefined;
  }
}

function reservedOf(totalBytes: number): number {
  return Math.min(MOST_RESERVED_BYTES, Math.floor(totalBytes * RESERVED_SHARE));
}

interface Room {
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** The room where a folder is, or will be made; undefined where the system does not know. */
function lookAt(folder: string): Room | undefined {
  for (let path = folder;; path = dirname(path)) {
    try {
      const { bavail, blocks, bsize } = fs.statfsSync(path);
      // Of a file system without blocks, such as a ramfs, there is nothing to know.
      return blocks === 0 ? undefined : {
        path,
        freeBytes: bavail * bsize,
        totalBytes: blocks * bsize,
      };
    } catch {
      if (path === dirname(path)) return undefined;
    }
  }
}
