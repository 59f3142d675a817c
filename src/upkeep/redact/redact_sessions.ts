import type { Redactor } from "../../redaction/redactor.ts";
import { StorageError } from "../../storage/errors.ts";
import { GLOBAL_INDEX, PROJECT_INDEX } from "../../session/index/index_kind.ts";
import type { SessionScope } from "../../session/lookup/list_sessions.ts";
import { LivenessProbe } from "../../session/lifecycle/liveness.ts";
import { globalIndexPath, pathsOfStorage, zigHome } from "../../session/paths.ts";
import {
  placesInScope,
  projectsInScope,
  type SessionPlaceOnDisk,
} from "../verify/verify_targets.ts";
import { type IndexRedaction, redactIndex } from "./redact_index.ts";
import { type LogRedaction, redactLog } from "./redact_log.ts";

/** What is masked of a session; its names are those of `--json` and stay. */
export interface SessionRedaction {
  zig_session_id: string;
  log_path: string;
  outcome: "masked" | "nothing_found" | "missing" | "left_alone";
  /** Why it was left alone. */
  reason: string | null;
  /** Whether it was left alone because it is being recorded. */
  live: boolean;
  /** How many lines of the log hold secrets. */
  lines: number;
  /** How many lines are too long to be looked at. */
  skipped_lines: number;
  /** The same of the files beside it. */
  side_files: { path: string; lines: number; skipped_lines: number }[];
}

/** What `redact` did, or without `written` would do. */
export interface Redaction {
  written: boolean;
  sessions: SessionRedaction[];
  indexes: IndexRedaction[];
  /** Why an index could not be looked through. */
  errors: string[];
}

/**
 * Masks secrets in one session, or in all of a scope, and what the indexes say of them, or only says where they are; for each
 * file a redactor is made anew, so that what one log asks to mask is not masked in another. Throws StorageError.
 */
export function redactSessions(
  place: SessionPlaceOnDisk | undefined,
  scope: SessionScope,
  makeRedactor: () => Redactor,
  write: boolean,
): Redaction {
  const places = place ? [place] : placesInScope(scope);
  const probe = new LivenessProbe();
  const sessions = places.map((one) =>
    sessionRedaction(one, attempt(() => redactLog(one, makeRedactor, write, probe), !place))
  );
  const untouched = new Set(
    sessions.filter(({ outcome }) => outcome === "left_alone").map(({ log_path }) => log_path),
  );
  const chosen = new Set(places.map(({ log_path }) => log_path));
  const concerns = ({ log_path }: { readonly log_path: string }) =>
    chosen.has(log_path) && !untouched.has(log_path);
  const storages = new Set(
    place ? [place.storage] : projectsInScope(scope).map(({ storage }) => storage),
  );
  const indexes: IndexRedaction[] = [], errors: string[] = [];
  const look = (redact: () => IndexRedaction | undefined) => {
    try {
      const index = redact();
      if (index) indexes.push(index);
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
  };
  for (const storage of storages) {
    const path = pathsOfStorage(storage).index;
    look(() => redactIndex(PROJECT_INDEX, path, concerns, makeRedactor, write));
  }
  const globalPath = globalIndexPath(scope.home ?? zigHome());
  look(() => redactIndex(GLOBAL_INDEX, globalPath, concerns, makeRedactor, write));
  return { written: write, sessions, indexes, errors };
}

/** Of many, one that cannot be masked does not keep the others from it. */
function attempt(redact: () => LogRedaction, isOneOfMany: boolean): LogRedaction {
  try {
    return redact();
  } catch (error) {
    if (!isOneOfMany || !(error instanceof StorageError)) throw error;
    return { outcome: "left_alone", live: false, reason: `${error.attempted}: ${error.obstacle}` };
  }
}

function sessionRedaction(
  { zig_session_id, log_path }: SessionPlaceOnDisk,
  log: LogRedaction,
): SessionRedaction {
  const isRead = log.outcome === "read";
  const hasMore = isRead && (log.log.lines > 0 || log.sides.some(({ lines }) => lines > 0));
  return {
    zig_session_id,
    log_path,
    outcome: isRead ? (hasMore ? "masked" : "nothing_found") : log.outcome,
    reason: log.outcome === "left_alone" ? log.reason : null,
    live: log.outcome === "left_alone" && log.live,
    lines: isRead ? log.log.lines : 0,
    skipped_lines: isRead ? log.log.skipped : 0,
    side_files: isRead
      ? log.sides.map(({ path, lines, skipped }) => ({ path, lines, skipped_lines: skipped }))
      : [],
  };
}
