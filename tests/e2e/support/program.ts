import fs from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** One of the two ways in which people run zig-session: end-to-end tests run on both, but for {@link VIEWING}. */
export interface Program {
  readonly name: string;
  /** The words that start it. */
  readonly words: readonly string[];
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The sources on Deno, and the executable: `$ZIG_SESSION_BIN`, or what `deno task compile` has written. */
export const PROGRAMS: readonly [sources: Program, executable: Program] = [
  { name: "deno run", words: [Deno.execPath(), "run", "-A", "--quiet", `${root}main.ts`] },
  { name: "executable", words: executableWords(process.env.ZIG_SESSION_BIN) },
];

/**
 * What tests of how a log is shown run on: the executable, since the unit tests run the modules that do it on both runtimes.
 * Not for processes, signals, locks, workers, memory, raw terminals and closed pipes, where the runtimes differ.
 */
export const VIEWING: readonly Program[] = [PROGRAMS[1]];

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
