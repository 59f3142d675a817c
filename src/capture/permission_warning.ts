import type { InsecurePath } from "../storage/private/insecure_paths.ts";
import { quoteCommandLine } from "./process/command_line.ts";

const MENDED_AT_ONCE = 5;

/** One line that says where others may write, and what mends it; undefined where they may not. */
export function permissionWarning(insecure: readonly InsecurePath[]): string | undefined {
  const within = insecure.filter(({ aboveHome }) => !aboveHome);
  const [first, ...others] = within.length > 0 ? within : insecure;
  if (!first) return undefined;
  const { path, mode, stranger } = first;
  if (stranger !== undefined) {
    return `warning: "${path}" belongs to another user (uid ${stranger}), who could ${REPLACE}. Fix: set ZIG_HOME to a directory of your own`;
  }
  const who = `warning: other users can write to "${path}" (mode ${mode})`;
  if (within.length === 0) {
    return `${who} and could ${REPLACE}. Fix: ${quoteCommandLine(["chmod", "+t", path])}`;
  }
  const more = others.length > 0 ? ` and ${others.length} more there` : "";
  const mending = ["chmod", "-R", "go-w", ...outermost(within).slice(0, MENDED_AT_ONCE)];
  return `${who}${more} and could alter your recordings. Fix: ${quoteCommandLine(mending)}`;
}

const REPLACE = "replace the home in it";

/** Those that lie in no other of them. */
function outermost(insecure: readonly InsecurePath[]): string[] {
  const paths = insecure.map(({ path }) => path);
  return paths.filter((path) => !paths.some((other) => path.startsWith(`${other}/`)));
}
