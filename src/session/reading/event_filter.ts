import type { OutputStream, SessionEventType, SessionLogEvent } from "../event.ts";

/** Which events of a log are wanted; what is not given is not asked for. */
export interface EventFilter {
  readonly types?: ReadonlySet<SessionEventType> | undefined;
  readonly step?: string | undefined;
  /** Only output has a stream. */
  readonly stream?: OutputStream | undefined;
  /** Neither number is included. */
  readonly afterSeq?: number | undefined;
  readonly beforeSeq?: number | undefined;
  /** Epoch milliseconds; the first is included, the second is not. */
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
}

/** Says of an event whether it is wanted. */
export type EventMatcher = (event: SessionLogEvent) => boolean;

/** The matcher of a filter. */
export function eventMatcher(filter: EventFilter): EventMatcher {
  const { types, step, stream, afterSeq = -1, beforeSeq = Infinity } = filter;
  const { sinceMs = -Infinity, untilMs = Infinity } = filter;
  const isTimed = filter.sinceMs !== undefined || filter.untilMs !== undefined;
  return (event) => {
    if (event.seq <= afterSeq || event.seq >= beforeSeq) return false;
    if (types && !types.has(event.type)) return false;
    if (step !== undefined && !("step_name" in event && event.step_name === step)) return false;
    if (stream && !(event.type === "step_output" && event.stream === stream)) return false;
    if (!isTimed) return true;
    const ms = Date.parse(event.ts);
    return ms >= sinceMs && ms < untilMs;
  };
}
