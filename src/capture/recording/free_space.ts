import fs from "node:fs";
import { dirname } from "node:path";
import { sizeText } from "../../view/format/size_text.ts";

const MOST_RESERVED_BYTES = 200 << 20, RESERVED_SHARE = 0.05;
/** Asked again after so much time or so many bytes, whichever comes first. */
const LOOK_AFTER_MS = 1000, LOOK_AFTER_BYTES = 16 << 20;
/** And after this share of what is left, but not for every line. */
const LOOK_AFTER_SHARE = 0.25, LEAST_BYTES = 64 << 10;

/** Whether the file system of a log has so little room left that it is better kept for others. */
export class FreeSpace {
  readonly #folder: string;
  readonly #minFreeBytes: number | undefined;
  #lookedMs = -Infinity;
  #bytesLeft = 0;
  /** Why nothing is to be written, since {@link room} was 0. */
  shortage = "";

  /** `folder` need not exist yet. `minFreeBytes` is the smaller of 200 MiB and 5% of the file system when undefined. */
  constructor(folder: string, minFreeBytes: number | undefined) {
    this.#folder = folder;
    this.#minFreeBytes = minFreeBytes;
  }

  /** Hears how much was written. */
  spend(bytes: number): void {
    this.#bytesLeft -= bytes;
  }

  /** How many bytes may be written before this is asked again; 0 for none. */
  room(): number {
    if (this.#minFreeBytes === 0) return Infinity;
    const now = performance.now();
    if (this.#bytesLeft <= 0 || now - this.#lookedMs >= LOOK_AFTER_MS) {
      this.#bytesLeft = this.#look();
      this.#lookedMs = now;
    }
    return Math.max(0, this.#bytesLeft);
  }

  #look(): number {
    const found = lookAt(this.#folder);
    if (!found) return LOOK_AFTER_BYTES;
    const { path, freeBytes, totalBytes } = found;
    const least = this.#minFreeBytes ?? reservedOf(totalBytes);
    if (freeBytes < least) {
      this.shortage = `"${path}" has ${sizeText(freeBytes)} free, and nothing is recorded below ${
        sizeText(least)
      }. Make room there, or say --min-free`;
      return 0;
    }
    const share = (freeBytes - least) * LOOK_AFTER_SHARE;
    return Math.min(LOOK_AFTER_BYTES, Math.max(LEAST_BYTES, share));
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
