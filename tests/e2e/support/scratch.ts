import fs from "node:fs";
import os from "node:os";
import { basename, join } from "node:path";

/** A folder of one test: `work` to run in, outside git, and `home` for ZIG_HOME. Gone when disposed of. */
export class Scratch implements Disposable {
  readonly root = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "zig-session-test-")));
  readonly home = join(this.root, "zig-home");
  readonly work = join(this.root, "work");

  constructor() {
    fs.mkdirSync(this.work);
  }

  /** Writes a file in the work folder and returns its path. */
  write(name: string, content: string | Uint8Array, mode = 0o644): string {
    const path = join(this.work, name);
    fs.mkdirSync(join(path, ".."), { recursive: true });
    fs.writeFileSync(path, content, { mode });
    return path;
  }

  /** The paths of the logs that have been written, in any project, oldest first. */
  logs(): string[] {
    if (!fs.existsSync(this.home)) return [];
    return fs.readdirSync(this.home, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".jsonl"))
      .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
      .map((name) => join(this.home, name));
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}
