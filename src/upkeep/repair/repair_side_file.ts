import fs from "node:fs";
import { copyBytes, writeWhole } from "../../storage/copy_bytes.ts";
import { openSideFile } from "../../storage/private/open_side_file.ts";

/** A file beside a log that takes what is set aside of it. It is made when the first bytes come. */
export class SideFile implements Disposable {
  readonly path: string;
  #descriptor: number | undefined;
  #sizeBefore = 0;
  #existed = true;

  constructor(path: string) {
    this.path = path;
  }

  /** Adds the bytes from `start` to `end` of an open file. Throws the system's error. */
  take(descriptor: number, start: number, end: number): void {
    const target = this.#descriptor ??= this.#open();
    copyBytes(descriptor, start, end, (part) => writeWhole(target, part));
  }

  /** Hands it to the device: the bytes are about to be nowhere else. */
  sync(): void {
    if (this.#descriptor !== undefined) fs.fsyncSync(this.#descriptor);
  }

  /** Makes it what it was, after a repair that failed. */
  takeBack(): void {
    if (this.#descriptor === undefined) return;
    if (this.#existed) fs.ftruncateSync(this.#descriptor, this.#sizeBefore);
    else fs.rmSync(this.path, { force: true });
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
  }

  #open(): number {
    this.#existed = fs.existsSync(this.path);
    const descriptor = openSideFile(this.path);
    this.#sizeBefore = fs.fstatSync(descriptor).size;
    return descriptor;
  }
}
