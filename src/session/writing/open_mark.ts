import { StorageError } from "../../storage/errors.ts";
import type { SessionEventKind } from "../event.ts";
import type { ExtraFields } from "./session_options.ts";
import { readSessionEvents } from "../reading/read_session_events.ts";

/** Of a session that needs no process to go on: separate ones add its steps. */
export interface OpenMark {
  /** Whole seconds without an event after which it counts as given up. */
  readonly expiresSecs: number;
}

/** How long an open session waits for its next event, unless it says otherwise: 24 h, in seconds. */
export const OPEN_EXPIRES_SECS = 86_400;
// A damaged number must not keep a session for ever: a year.
const LONGEST_EXPIRES_SECS = 366 * 86_400;

/** The extra fields of a `zig_session_started` event that make a session an open one. */
export function openMarkFields({ expiresSecs }: OpenMark): ExtraFields {
  return {
    open: true,
    ...(expiresSecs === OPEN_EXPIRES_SECS ? {} : { expires_secs: expiresSecs }),
  };
}

/** The mark of an open session; undefined for any other, and where the log's first event cannot be read. */
export function readOpenMark(logPath: string): OpenMark | undefined {
  try {
    for (const event of readSessionEvents(logPath)) {
      return openMarkOf(event);
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
  return undefined;
}

/** The mark of an open session, by what its log begins with. */
export function openMarkOf(first: SessionEventKind): OpenMark | undefined {
  const { open, expires_secs } = first as unknown as Record<string, unknown>;
  if (first.type !== "zig_session_started" || open !== true) return undefined;
  const given = typeof expires_secs === "number" && expires_secs > 0
    ? expires_secs
    : OPEN_EXPIRES_SECS;
  return { expiresSecs: Math.min(given, LONGEST_EXPIRES_SECS) };
}
