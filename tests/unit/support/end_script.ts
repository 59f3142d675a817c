import assert from "node:assert/strict";
import fs from "node:fs";
import type { Described } from "./descendants.ts";
import { runProgramInShell } from "./run_program.ts";
import type { TemporaryFolder } from "./temporary_folder.ts";

/** What the program `end_descendants` says. */
export interface Report {
  readonly own: Described;
  /** Before they were to end. */
  readonly before: Described[];
  /** Those of them that are alive afterwards, and the number of all descendants by then. */
  readonly left: Described[];
  readonly found: number;
  /** Of the event loop, meanwhile. */
  readonly turns: number;
  readonly status: { readonly code?: number; readonly signal?: number } | null;
}

/** A grace longer than any test may take: who resolves has not waited for it. */
export const NEVER_MS = 600_000;

/** How {@link end} ends them. */
export interface Setting {
  readonly graceMs: number;
  /** Other names of `sleep` in the folder; the descendants of these names are waited for. */
  readonly names?: readonly string[];
  readonly user?: string;
  readonly prepare?: string;
}

/**
 * Ends what a script has started in a folder, once it has made the file "ready": the descendants of a process of its own,
 * never those of the test runner.
 */
export async function end(
  folder: TemporaryFolder,
  script: string,
  { graceMs, names = [], user = "", prepare = 'exec "$@"' }: Setting,
): Promise<Report> {
  for (const name of names) fs.symlinkSync("/bin/sleep", folder.at(name));
  const words = [`${graceMs}`, folder.path, user, script, ...names];
  const { code, stdout, stderr } = await runProgramInShell(prepare, "end_descendants", ...words);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Report;
}
