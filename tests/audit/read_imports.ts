import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Imports } from "./layer_faults.ts";

/** As much as is used here of what `deno info --json` prints. */
interface ModuleGraph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly error?: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
    }[];
  }[];
}

/** The files that the executable is made of: its main module, the programs and workers that are loaded by a path. */
export function entryPoints(root: string): string[] {
  const { tasks } = JSON.parse(fs.readFileSync(join(root, "deno.json"), "utf8"));
  return (tasks.compile as string).match(/\S+\.ts(?=\s|$)/g)?.map((path) => join(path)) ?? [];
}

/** Who imports whom, types included, among the files of `root` that these files lead to. Throws where one cannot be read. */
export function readImports(root: string, entries: readonly string[]): Imports {
  const imports = new Map<string, ReadonlySet<string>>();
  for (const entry of entries) {
    for (const { specifier, error, dependencies = [] } of graphOf(root, entry).modules) {
      const from = pathIn(root, specifier);
      if (from === undefined) continue;
      if (error) throw new Error(`${from}: ${error}`);
      const targets = dependencies.flatMap(({ code, type }) => [code?.specifier, type?.specifier])
        .flatMap((target) => target === undefined ? [] : pathIn(root, target) ?? []);
      imports.set(from, new Set(targets.filter((path) => path.endsWith(".ts"))));
    }
  }
  return imports;
}

function graphOf(root: string, entry: string): ModuleGraph {
  const deno = "Deno" in globalThis ? [process.execPath] : ["npx", "-y", "deno@2.9.6"];
  const [file = "", ...words] = [...deno, "info", "--json", "--quiet", entry];
  const text = execFileSync(file, words, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  return JSON.parse(text) as ModuleGraph;
}

function pathIn(root: string, specifier: string): string | undefined {
  if (!specifier.startsWith("file:")) return undefined;
  const path = relative(root, fileURLToPath(specifier));
  return path.startsWith("..") || path.startsWith("node_modules") ? undefined : path;
}
