import type { Tail } from "../../storage/append_log.ts";
import { eventsBackwards } from "../reading/following/log_tail.ts";
import type { SessionLogEvent } from "../event.ts";
import { laterTimestamp } from "./timestamp.ts";

/** What a writer knows of the end of a log, of its own events and those of others. */
export class LogEnd {
  /** The number of the last event; 0 for none. */
  seq = 0;
  /** The `ts` of the last event. */
  ts = "";
  /** Whether the session has ended. */
  ended = false;
  /** Whether another writer has written more than heartbeats, which a thread of our own writes as well. */
  shared = false;

  /** Goes on from the last whole event that other writers have left. Throws StorageError. */
  catchUp(tail: Tail, logPath: string): void {
    const known = this.seq;
    let last: SessionLogEvent | undefined;
    for (const event of eventsBackwards(tail(), logPath)) {
      last ??= event;
      this.shared ||= event.seq > known && event.type !== "heartbeat";
      if (this.shared || event.seq <= known) break;
    }
    if (!last) return;
    this.seq = last.seq;
    this.ts = laterTimestamp(this.ts, last.ts);
    this.ended = last.type === "zig_session_ended";
  }
}
