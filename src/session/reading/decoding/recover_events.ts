import { basename } from "node:path";
import type { Line } from "../../../storage/lines/line.ts";
import type { SessionLogEvent } from "../../event.ts";
import { findEvents, type FoundEvent } from "../find_events.ts";

/** A line of a log that is no event, or a part of it. */
export interface DamagedLine {
  /** Bytes from the start of the log. */
  readonly offset: number;
  readonly fault: string;
}

/** What of an event tells the place of others. */
export type EventPlace = Pick<SessionLogEvent, "seq" | "zig_session_id">;

/** The events that are known to stand around a damaged line. */
export interface Neighbours {
  readonly previous?: EventPlace | undefined;
  readonly next?: EventPlace | undefined;
}

/**
 * The whole events in a damaged line, in their order. Only those of the log's own session are taken, and only where their
 * `seq` has its place between their neighbours: rather one too few than one that was never written.
 */
export function recoverEvents(
  line: Line,
  logPath: string,
  { previous, next }: Neighbours,
): FoundEvent[] {
  const found = findEvents(line.bytes);
  const [first] = found;
  if (!first) return [];
  // Where nothing is known yet, the name of the log tells; or the line itself, when it is nothing but whole events.
  const id = (previous ?? next)?.zig_session_id ??
    (gaps(line, found).every(isEmpty) ? first.event.zig_session_id : basename(logPath, ".jsonl"));
  const end = next?.seq ?? Infinity;
  let last = previous?.seq ?? 0;
  return found.filter(({ event: { zig_session_id, seq } }) => {
    if (zig_session_id !== id || seq <= last || seq >= end) return false;
    last = seq;
    return true;
  });
}

/** What to say of a damaged line in which these events were found; `fault` is what is wrong with it as a whole. */
export function damageAround(
  line: Line,
  found: readonly FoundEvent[],
  fault: string,
): DamagedLine[] {
  if (found.length === 0) return [{ offset: line.offset, fault }];
  const damage = gaps(line, found).filter((gap) => !isWhiteSpace(gap)).map((gap) => ({
    offset: line.offset + gap.start,
    fault: `${gap.bytes.length} bytes that are no event`,
  }));
  if (damage.length > 0) return damage;
  return [{ offset: line.offset, fault: `${found.length} events in one line` }];
}

interface Gap {
  /** From the start of the line. */
  readonly start: number;
  readonly bytes: Buffer;
}

function gaps({ bytes }: Line, found: readonly FoundEvent[]): Gap[] {
  const starts = [0, ...found.map(({ end }) => end)];
  return starts.map((start, index) => ({
    start,
    bytes: bytes.subarray(start, found[index]?.start ?? bytes.length),
  }));
}

/** Zeros are what a power cut leaves, a byte order mark what an editor adds. */
function isEmpty({ bytes }: Gap): boolean {
  return !/[^\0\ufeff \t\r]/.test(bytes.toString());
}

function isWhiteSpace({ bytes }: Gap): boolean {
  return !/[^ \t\r]/.test(bytes.toString("latin1"));
}
