import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** A folder of files that have to survive reading and writing byte for byte. */
export interface GoldenFiles {
  readonly logs: readonly string[];
  readonly projectIndexes: readonly string[];
  readonly globalIndexes: readonly string[];
}

/** Our own data, written by hand after the format's description. */
export function handWrittenFiles(): GoldenFiles {
  return sort(fileURLToPath(new URL("../../fixtures/golden_form", import.meta.url)));
}

/** What zig-core itself has written; undefined where it is not there. */
export function zigCoreFiles(): GoldenFiles | undefined {
  const folder = zigCoreFolder();
  return folder === undefined ? undefined : sort(folder);
}

/** A whole `~/.zig` of zig-core, from `$ZIG_GOLDEN` or beside the repository; undefined where neither is there. */
export function zigCoreFolder(): string | undefined {
  const beside = fileURLToPath(new URL("../../../../shared/golden/dot-zig", import.meta.url));
  const folder = process.env["ZIG_GOLDEN"] || beside;
  return fs.existsSync(folder) ? folder : undefined;
}

function sort(folder: string): GoldenFiles {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const ending = (pattern: RegExp) =>
    names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
  return {
    logs: ending(/\.jsonl$/),
    projectIndexes: ending(/(^|\/)index[^/]*\.json$/),
    globalIndexes: ending(/(^|\/)sessions_index[^/]*\.json$/),
  };
}
