import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import { basename, join } from "node:path";
import { type Program, PROJECT_ROOT } from "./program.ts";
import type { Scratch } from "./scratch.ts";

/** Two users that the machine does not know, for `setpriv --reuid`. */
export const ADA = 54321, MALLORY = 54322;

const become = (...words: string[]) =>
  spawnSync("setpriv", ["--reuid", `${ADA}`, "--clear-groups", ...words]).status === 0;

const canBeOther = become("true");

const canEnter = canBeOther && become("test", "-x", os.tmpdir());

/** What the name of a test says where a command cannot be run in a {@link Scratch} as another user; else empty. */
export const needsOther = canEnter
  ? ""
  : canBeOther
  ? " (skipped: another user cannot enter the folder for temporary files)"
  : " (skipped: no right to become another user)";

/**
 * The same program as a copy in the scratch folder, which it opens to all: the project, and Deno itself, may lie in a
 * folder that only its owner can enter.
 */
export function openToOthers(scratch: Scratch, { name, words }: Program): Program {
  const folder = join(scratch.root, "program"), [file = "", ...rest] = words;
  const sources = ["main.ts", "src", "deno.json", "deno.lock", "node_modules"]
    .map((entry) => join(PROJECT_ROOT, entry));
  const isSources = rest.includes(join(PROJECT_ROOT, "main.ts"));
  fs.mkdirSync(folder);
  // Not by cp: where Deno's path is among the words of a command, node:child_process on Deno adds options for Deno.
  fs.copyFileSync(file, join(folder, basename(file)));
  if (isSources) execFileSync("cp", ["-r", ...sources, folder]);
  execFileSync("chmod", ["-R", "a+rX", scratch.root]);
  const copied = (path: string) => join(folder, basename(path));
  return {
    name,
    words: [copied(file), ...rest.map((word) => sources.includes(word) ? copied(word) : word)],
  };
}
