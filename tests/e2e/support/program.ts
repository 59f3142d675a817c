import { fileURLToPath } from "node:url";

/** One of the two ways in which people run zig-session: each end-to-end test runs on both. */
export interface Program {
  readonly name: string;
  /** The words that start it. */
  readonly words: readonly string[];
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The sources on Deno, and the executable that `deno task compile` has written. */
export const PROGRAMS: readonly [sources: Program, executable: Program] = [
  { name: "deno run", words: [Deno.execPath(), "run", "-A", "--quiet", `${root}main.ts`] },
  { name: "executable", words: [`${root}dist/zig-session`] },
];

/** The folder of the sources. */
export const PROJECT_ROOT = root;

/** The same words for `bash`, quoted. */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
}
