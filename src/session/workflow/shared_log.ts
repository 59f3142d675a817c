import { SessionWriter } from "../writing/session_writer.ts";
import { findSharedLog, type SessionName } from "./find_shared_log.ts";

/**
 * Joins a session for as long as `action` takes. Throws what {@link findSharedLog} and `action` throw.
 */
export function withSharedLog<T>(name: SessionName, action: (writer: SessionWriter) => T): T {
  const writer = SessionWriter.join(findSharedLog(name));
  try {
    return action(writer);
  } finally {
    writer.close();
  }
}
