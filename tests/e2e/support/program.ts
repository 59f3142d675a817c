import fs from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** One of the two ways in which people run zig-session: each end-to-end test runs on both. */
export interface Program {
  readonly name: string;
  /** The words that start it. */
  readonly words: readonly string[];
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The sources on Deno, and the executable: `$ZIG_SESSION_BIN`, or what `deno task compile` has written. */
export const PROGRAMS: readonly Program[] = [
  { name: "deno run", words: [Deno.execPath(), "run", "-A", "--quiet", `${root}main.ts`] },
  { name: "executable", words: executableWords(process.env.ZIG_SESSION_BIN) },
];

/** `given` is the path of an executable or of a script that wraps one, or else a command line, cut at its spaces. */
function executableWords(given: string | undefined): string[] {
  if (!given) return [`${root}dist/zig-session`];
  return fs.existsSync(given) ? [fs.realpathSync(given)] : given.trim().split(/ +/);
}

/** The folder of the sources. */
export const PROJECT_ROOT = root;

/** The same words for `bash`, quoted. */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
}
