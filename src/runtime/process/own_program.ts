import process from "node:process";
import { bun } from "../ffi/bun.ts";

/** How this very program is started again, with these words: as an executable, or from its sources. */
export function ownProgram(...words: string[]): { readonly path: string; readonly argv: string[] } {
  // The link, which leads to us also when the file has been replaced or deleted.
  const path = "/proc/self/exe";
  if (!bun) {
    return {
      path,
      argv: ["deno", "run", "-A", "--quiet", "--no-check", Deno.mainModule, ...words],
    };
  }
  const isExecutable = bun.main.startsWith("/$bunfs/");
  return { path, argv: [process.argv0, ...(isExecutable ? [] : [bun.main]), ...words] };
}
