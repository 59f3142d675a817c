import fs from "node:fs";
import { join } from "node:path";
import { codeOf, reasonOf, StorageError } from "../errors.ts";

const DESCRIPTORS = "/proc/self/fd";

/**
 * A folder that is held open, so that whoever swaps a part of its path for a symbolic link cannot lead what is done in it
 * elsewhere.
 */
export class PinnedFolder implements Disposable {
  readonly #descriptor: number | undefined;
  readonly #path: string;

  private constructor(descriptor: number | undefined, path: string) {
    this.#descriptor = descriptor;
    this.#path = path;
  }

  /**
   * Opens the folder `inside` of `base`; undefined where there is none. `base` may be reached through symbolic links, what
   * lies in it may not. Throws StorageError.
   */
  static open(base: string, inside: string): PinnedFolder | undefined {
    try {
      const path = join(fs.realpathSync(base), inside);
      const link = linkBetween(base, inside);
      if (link !== undefined) throw refusal(link);
      // Without /proc there is no way to name a file in an open folder; the look above is all that is left.
      if (!fs.existsSync(DESCRIPTORS)) {
        return isFolder(path) ? new PinnedFolder(undefined, path) : undefined;
      }
      const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = fs.constants;
      const descriptor = fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      const folder = new PinnedFolder(descriptor, `${DESCRIPTORS}/${descriptor}`);
      // Where it is, not how we came to it: a link that was put in after the look shows here.
      if (fs.readlinkSync(folder.#path) === path) return folder;
      folder[Symbol.dispose]();
      throw refusal(path);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
      const attempted = `Could not open the folder "${join(base, inside)}"`;
      throw new StorageError(attempted, reasonOf(error), "Give access to it", { cause: error });
    }
  }

  /** The path of a file in the folder, or without a name the folder's own; good while the folder is open. */
  at(name = ""): string {
    return join(this.#path, name);
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
  }
}

/** The first symbolic link on the way from `base` to `inside`. */
function linkBetween(base: string, inside: string): string | undefined {
  let path = base;
  for (const part of inside.split("/")) {
    path = join(path, part);
    if (fs.lstatSync(path).isSymbolicLink()) return path;
  }
  return undefined;
}

function isFolder(path: string): boolean {
  return fs.lstatSync(path).isDirectory();
}

function refusal(path: string): StorageError {
  return new StorageError(
    `Nothing is removed through "${path}"`,
    "it is a symbolic link",
    "Name the place where it leads by ZIG_HOME, or take the link away",
  );
}
