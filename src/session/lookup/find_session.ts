import { NotFoundError } from "../errors.ts";
import type { SessionEntry, SessionScope } from "./list_sessions.ts";
import { scopeText } from "./scope_text.ts";
import { SessionList } from "./session_list.ts";

const NAMED_CANDIDATES = 5, QUOTED_CHARS = 60;

/**
 * The session of a scope with this id, or the only one whose id begins or ends with it, in any case. Throws NotFoundError
 * when there is none, or more than one.
 */
export function findSession(id: string, scope: SessionScope = {}): SessionEntry {
  return findInList(id, new SessionList(scope), scope);
}

/** {@link findSession} in a list of `scope`. */
export function findInList(id: string, list: SessionList, scope: SessionScope): SessionEntry {
  return findAmong(id, list.like([id]), scope, () => list.newest !== undefined).entry();
}

/** {@link findSession} among sessions that are already known, which came from `scope`, where there may be others. */
export function findAmong<Session extends { readonly zig_session_id: string }>(
  id: string,
  sessions: readonly Session[],
  scope: SessionScope,
  hasSessions: () => boolean = () => sessions.length > 0,
): Session {
  const wanted = id.toLowerCase();
  const exact = sessions.find(({ zig_session_id }) => zig_session_id.toLowerCase() === wanted);
  if (exact) return exact;
  const matches = sessions.filter(({ zig_session_id }) => {
    const candidate = zig_session_id.toLowerCase();
    return wanted !== "" && (candidate.startsWith(wanted) || candidate.endsWith(wanted));
  });
  const [only] = matches;
  if (only && matches.length === 1) return only;
  throw new NotFoundError(only ? ambiguous(id, matches) : notFound(id, hasSessions(), scope));
}

function notFound(id: string, hasSessions: boolean, scope: SessionScope): string {
  const where = scopeText(scope);
  if (!hasSessions) {
    return `No session ${
      quotedId(id)
    } ${where}: nothing has been recorded yet. Record with "zig-session record -- <command>".`;
  }
  return `No session ${quotedId(id)} ${where}. See "zig-session list${
    scope.global ? " --global" : ""
  }"${scope.global ? "." : `, or look in all projects with --global.`}`;
}

function ambiguous(id: string, matches: readonly { readonly zig_session_id: string }[]): string {
  const named = matches.slice(0, NAMED_CANDIDATES).map((entry) => entry.zig_session_id).join(", ");
  const more = matches.length > NAMED_CANDIDATES ? " and more" : "";
  return `${quotedId(id)} fits ${matches.length} sessions: ${named}${more}. Give more of the id.`;
}

/** An id in one line, also what is none at all, such as a variable that holds something else. */
export function quotedId(id: string): string {
  return JSON.stringify(id.length <= QUOTED_CHARS ? id : `${id.slice(0, QUOTED_CHARS)}…`);
}
