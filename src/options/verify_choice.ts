import type { SessionScope } from "../session/mod.ts";
import { placeOf, type SessionPlaceOnDisk } from "../upkeep/verify/verify_targets.ts";
import { UsageError } from "./errors.ts";
import {
  nothingRecordedText,
  SCOPE_OPTIONS,
  scopeOf,
  type ScopeOptions,
} from "./sessions/session_scope.ts";
import { shellWord } from "../view/format/shell_word.ts";

/** The options that name one session or all of a scope, beside the operand. */
export interface OneOrAllOptions extends ScopeOptions {
  latest: boolean;
  all: boolean;
}

/** How {@link OneOrAllOptions} are given. */
export const ONE_OR_ALL_OPTIONS = [
  {
    flags: "-a, --all",
    summary: "all sessions of the project (with --global: of all), and the indexes",
  },
  { flags: "--latest", summary: "the session that was started last (default)" },
  ...SCOPE_OPTIONS,
] as const;

/** What options and operand mean: a place, or with `--all` none. Throws UsageError and NotFoundError. */
export function chooseOneOrAll(
  options: Partial<OneOrAllOptions>,
  id: string | undefined,
): { scope: SessionScope; place: SessionPlaceOnDisk | undefined } {
  const { latest, all } = options;
  if ([id !== undefined, latest, all].filter(Boolean).length > 1) {
    throw new UsageError("Name one session by its id or by --latest, or --all of them.");
  }
  const scope = scopeOf(options);
  // An index that has lost a session is what these commands are for, so the disk is asked too.
  return { scope, place: all ? undefined : placeOf(id, scope, nothingRecordedText(scope)) };
}

/** The command that repairs just what was chosen, but for `--write`; not safe for a terminal. */
export function repairCall(
  { project, global }: Partial<OneOrAllOptions>,
  place: SessionPlaceOnDisk | undefined,
): string {
  const scope = global
    ? " --global"
    : project === undefined
    ? ""
    : ` --project ${shellWord(project)}`;
  return `zig-session repair${scope} ${place ? shellWord(place.zig_session_id) : "--all"}`;
}
