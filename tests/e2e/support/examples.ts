import type { CommandSpec } from "../../../src/commands/command.ts";
import { globalIndexPath, projectPaths } from "../../../src/session/paths.ts";
import type { Place } from "../../unit/support/stored_logs.ts";
import type { Program } from "./program.ts";
import type { Scratch } from "./scratch.ts";
import { runScript, type ScriptResult } from "./script.ts";

/** Where sessions of the scratch folder are kept, which is in no project. */
export function placeOf({ home }: Scratch): Place {
  return { paths: projectPaths(null, home), globalIndex: globalIndexPath(home) };
}

/** Runs the examples of a command's help as they stand, in a shell that knows the other programs in them. */
export async function runExamples(
  scratch: Scratch,
  program: Program,
  { examples = [] }: Pick<CommandSpec<never>, "examples">,
): Promise<ScriptResult[]> {
  const others =
    `zig-session() { "\${Z[@]}" "$@"; }; less() { cat "$@"; }; jq() { cat > /dev/null; }; deploy() { :; }`;
  const results: ScriptResult[] = [];
  for (const [invocation] of examples) {
    results.push(await runScript(scratch, program, `set -o pipefail; ${others}\n${invocation}`));
  }
  return results;
}
