import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A fresh folder that goes with its scope: `using folder = new TemporaryFolder()`. */
export class TemporaryFolder implements Disposable {
  /** Physical, as the product's own paths are. */
  readonly path = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "zig-session-")));

  /** The path of something in the folder. */
  at(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** Makes a file with this content, and returns its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = this.at(name);
    fs.writeFileSync(path, content);
    return path;
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true, force: true });
  }
}
