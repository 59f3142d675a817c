import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { PROJECT_ROOT } from "../e2e/support/program.ts";
import { Unavailable } from "./debian_packages.ts";

/** A platform whose executable runs on this machine, with the C library of that platform. */
export interface Platform {
  readonly name: string;
  /** The end-to-end tests that it has to pass: files, and what the names of tests match, one at least for each pattern. */
  readonly files: readonly string[];
  readonly tests: readonly string[];
  /** Fetches what it needs into an empty folder, once for all runs. Throws {@link Unavailable}. */
  fetch(folder: string): void;
  /** Builds the executable, and returns the path of what runs it. */
  build(folder: string): Built;
}

/** What runs a platform's executable, and takes away what it needed outside its folder. */
export interface Built extends Disposable {
  readonly path: string;
}

/** Fetches what a platform needs, unless an earlier run has. Returns the folder that has it, or why it cannot be had. */
export function prepare(platform: Platform): { folder: string } | { reason: string } {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return { reason: "needs Linux on x64" };
  }
  const folder = join(PROJECT_ROOT, "dist/platforms", platform.name);
  const complete = join(folder, "complete");
  if (fs.existsSync(complete)) return { folder };
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  try {
    platform.fetch(folder);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { reason: error.message };
  }
  fs.writeFileSync(complete, "");
  return { folder };
}
