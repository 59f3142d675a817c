import { type LocatedSession, locateSession } from "../upkeep/retention/locate_session.ts";
import { findAmong } from "../session/lookup/find_session.ts";
import { listSessions, type SessionEntry, type SessionScope, zigHome } from "../session/mod.ts";
import { type RemovalReport, removeSessions } from "../upkeep/retention/session_removal.ts";
import { UsageError } from "../options/errors.ts";
import { ask, canAsk, writeError, writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import {
  isYes,
  liveRefusalText,
  removalQuestion,
  removedText,
} from "../view/upkeep/removal_text.ts";
import { leftAloneText } from "../view/upkeep/retention_text.ts";
import { SCOPE_OPTIONS, scopeOf, type ScopeOptions } from "../options/sessions/session_scope.ts";
import { shortIds } from "../view/format/short_ids.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import type { CommandSpec } from "./command.ts";

interface RmOptions extends ScopeOptions {
  force: boolean;
  json: boolean;
}

/** `zig-session rm`: takes single sessions out, with all that belongs to them. */
export const command: CommandSpec<RmOptions> = {
  operands: [["<id...>", "session ids, or unique prefixes or suffixes of them"]],
  options: [
    ...SCOPE_OPTIONS,
    { flags: "--force", summary: "delete without asking; needed where there is no terminal" },
    { flags: "--json", summary: "print one JSON array" },
  ],
  examples: [
    ["zig-session rm 7k2m", "asks, then removes the log and its entries in both indexes"],
    ["zig-session rm --global --force 7k2m q9xa", "both; or none, when one of them is not found"],
  ],
  run(options, ids) {
    if (!options.force && !canAsk()) {
      throw new UsageError(
        "not a terminal, so rm can't ask for confirmation; use --force.",
      );
    }
    const scope = scopeOf(options), home = zigHome();
    const known = listSessions(scope);
    const sessions = locate(ids, known, scope, home);
    const refusals = sessions.flatMap(refusal);
    if (refusals.length > 0) {
      complain([...refusals, "Nothing has been removed."]);
      return 1;
    }
    const short = shortIds(
      known.map(({ zig_session_id }) => zig_session_id),
      sessions.map(({ entry }) => entry.zig_session_id),
    );
    const shortId = ({ entry: { zig_session_id: id } }: LocatedSession) => short.get(id) ?? id;
    const nowMs = Date.now();
    const chosen = sessions.filter((session) =>
      options.force || isYes(ask(removalQuestion(session, shortId(session), nowMs)))
    );
    const report = remove(chosen, home);
    const gone = chosen.filter((session) => isGone(session, report));
    if (options.json) writeOut(`${jsonText(sessions.map((one) => rowJson(one, gone)), 2)}\n`);
    else {
      for (const session of gone) writeOut(`${removedText(session, shortId(session), nowMs)}\n`);
    }
    complain(report.leftAlone.map(leftAloneText));
    complain(report.errors.map(({ message }) => terminalText(message)));
    return report.leftAlone.length + report.errors.length > 0 ? 1 : 0;
  },
};

/** Each once, however often it is named. Throws NotFoundError for the first that is not known. */
function locate(
  ids: readonly string[],
  known: readonly SessionEntry[],
  scope: SessionScope,
  home: string,
): LocatedSession[] {
  const entries = ids.map((id) => findAmong(id, known, scope));
  return [...new Set(entries)].map((entry) => locateSession(entry, home));
}

function refusal({ entry, found }: LocatedSession): string[] {
  if (!found) return [];
  if ("reason" in found) return [leftAloneText(found)];
  if (!found.live) return [];
  return [liveRefusalText(entry.zig_session_id, found.waiting)];
}

function remove(chosen: readonly LocatedSession[], home: string): RemovalReport {
  const logs = new Set(chosen.map(({ entry }) => entry.log_path));
  const ids = new Set(chosen.map(({ entry }) => entry.zig_session_id));
  const projects = new Map(chosen.map(({ paths }) => [paths.sessions, paths]));
  return removeSessions({
    sessions: chosen.flatMap(({ found }) => found && "state" in found ? [found] : []),
    indexes: {
      home,
      projects: [...projects.values()],
      concerns: ({ log_path }) => logs.has(log_path),
    },
    orphaned: (id) => ids.has(id),
  });
}

function isGone({ entry, found }: LocatedSession, { removed, entries }: RemovalReport): boolean {
  return entries.has(entry.zig_session_id) || removed.some((session) => session === found);
}

function rowJson(session: LocatedSession, gone: readonly LocatedSession[]) {
  const { entry: { zig_session_id, workflow_name, log_path }, found } = session;
  const stored = found && "state" in found ? found : undefined;
  return {
    zig_session_id,
    workflow_name,
    state: stored?.state ?? "dead",
    bytes: stored?.bytes ?? 0,
    log_path,
    removed: gone.includes(session),
  };
}

function complain(texts: readonly string[]): void {
  for (const text of texts) writeError(`zig-session: ${text}\n`);
}
