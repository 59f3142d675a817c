import process from "node:process";
import {
  findSession,
  NotFoundError,
  type SessionEntry,
  type SessionScope,
} from "../../session/mod.ts";
import { scopeText } from "../../session/lookup/scope_text.ts";
import { SessionList } from "../../session/lookup/session_list.ts";
import { UsageError } from "../errors.ts";
import { filterSessions } from "./session_filter.ts";
import { nothingRecordedText, SCOPE_OPTIONS, scopeOf, type ScopeOptions } from "./session_scope.ts";

/** The options that name one session, beside the operand. */
export interface ChoiceOptions extends ScopeOptions {
  latest: boolean;
  active: boolean;
}

/** The operand of a command that works on one session. */
export const CHOICE_OPERANDS = [[
  "[id]",
  "session id, or a unique prefix or suffix of one (default: the latest)",
]] as const;

/** How {@link ChoiceOptions} are given. */
export const CHOICE_OPTIONS = [
  { flags: "--latest", summary: "the session that was started last (default)" },
  { flags: "--active", summary: "the latest one that is still running" },
  ...SCOPE_OPTIONS,
] as const;

/**
 * {@link chooseSession} for a command that is used within a session: where nothing names one, that of `ZIG_SESSION_ID`, if
 * it is set.
 */
export function chooseSessionWithin(
  options: Partial<ChoiceOptions>,
  id: string | undefined,
): SessionEntry {
  const { latest, active } = options, within = process.env["ZIG_SESSION_ID"];
  return chooseSession(options, id ?? (latest || active ? undefined : within || undefined));
}

/** The one session that operand and options name. Throws UsageError when they name two, NotFoundError when there is none. */
export function chooseSession(
  options: Partial<ChoiceOptions>,
  id: string | undefined,
): SessionEntry {
  const { latest, active } = options;
  if ([id !== undefined, latest, active].filter(Boolean).length > 1) {
    throw new UsageError("Name one session: by its id, by --latest or by --active.");
  }
  const scope = scopeOf(options);
  if (id !== undefined) return findSession(id, scope);
  const newest = new SessionList(scope).newest;
  if (!newest) throw new NotFoundError(nothingRecordedText(scope));
  return active ? newestActive(scope) : newest;
}

function newestActive(scope: SessionScope): SessionEntry {
  const [found] = filterSessions(new SessionList(scope), { active: true });
  if (found) return found.entry;
  const list = `zig-session list${scope.global ? " --global" : ""}`;
  throw new NotFoundError(`No session is running ${scopeText(scope)}. See "${list}".`);
}
