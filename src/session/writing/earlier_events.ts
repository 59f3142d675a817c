import type { SessionLogEvent } from "../event.ts";
import { timestamp } from "./timestamp.ts";

// Of an interval: two processes that beat at the same pace keep a distance, and one that is a little late does no harm.
const FRESH_BEAT = 0.75;
// In a session that says much, one heartbeat more costs nothing beside the rest.
const BEAT_LOOKBACK_EVENTS = 200;

/** Those of the events but output that stand behind a number, in their order. */
export function eventsAfter(
  seq: number,
  newestFirst: Iterable<SessionLogEvent>,
): SessionLogEvent[] {
  const events: SessionLogEvent[] = [];
  for (const event of newestFirst) {
    if (event.seq <= seq) break;
    if (event.type !== "step_output") events.push(event);
  }
  return events.reverse();
}

/** Whether somebody has beaten within an interval, which is in seconds, or nearly. */
export function isFreshBeatIn(
  newestFirst: Iterable<SessionLogEvent>,
  intervalSecs: number,
): boolean {
  const since = timestamp(Date.now() - intervalSecs * FRESH_BEAT * 1000);
  let looked = 0;
  for (const event of newestFirst) {
    if (event.type === "heartbeat") return event.ts >= since;
    if (event.ts < since || ++looked >= BEAT_LOOKBACK_EVENTS) return false;
  }
  return false;
}
