import assert from "node:assert/strict";
import fs from "node:fs";
import { tryLock } from "../../../src/runtime/descriptors/file_lock.ts";

/** An exclusive lock on a file, which is made if it is not there: as a recorder holds it, or a writer. */
export class HeldLock implements Disposable {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = fs.openSync(path, "a+");
    assert.ok(tryLock(this.#descriptor, "exclusive"));
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.#descriptor);
  }
}
