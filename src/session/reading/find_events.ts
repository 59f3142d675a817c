import { isUtf8 } from "node:buffer";
import { decodeEvent, isEvent } from "./decoding/decode_event.ts";
import type { SessionLogEvent } from "../event.ts";
import { endOfString } from "./decoding/json_structure.ts";

/** A whole event within a damaged line. */
export interface FoundEvent {
  readonly event: SessionLogEvent;
  /** Its JSON. */
  readonly text: string;
  /** Bytes from the start of the line. */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the whole events in a damaged line, as a crash or another editor leaves them: behind each other, behind half an
 * event, or between zeros. Within a string every quote has a backslash before it, so that output which happens to be a log
 * is not taken for one; nor is what lies within another object. Takes linear time.
 */
export function findEvents(line: Buffer): FoundEvent[] {
  // One character a byte: structure is ASCII, and bytes that are no UTF-8 keep their place.
  const text = line.toString("latin1");
  const found: FoundEvent[] = [];
  let behind = pastFiller(text, 0);
  for (let start = text.indexOf(HEAD); start >= 0;) {
    const end = endOfObject(text, start);
    if (end !== undefined && (start === behind || isAtEnd(text, end))) {
      const event = decode(line.subarray(start, end));
      if (event) {
        found.push({ ...event, start, end });
        behind = pastFiller(text, end);
      }
    }
    // What is within a whole object is a part of it.
    start = text.indexOf(HEAD, end ?? start + 1);
  }
  return found;
}

const HEAD = '{"seq":';

const BYTE_ORDER_MARK = "\xef\xbb\xbf";
const FILLER = /[\0 \t\r]*/y;

function pastFiller(text: string, start: number): number {
  let at = start;
  while (text.startsWith(BYTE_ORDER_MARK, at)) at += BYTE_ORDER_MARK.length;
  FILLER.lastIndex = at;
  FILLER.test(text);
  return FILLER.lastIndex;
}

/** Followed by something else, an object may lie within a half one. */
function isAtEnd(text: string, end: number): boolean {
  const behind = pastFiller(text, end);
  return behind === text.length || text.startsWith(HEAD, behind);
}

function decode(bytes: Buffer): { event: SessionLogEvent; text: string } | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  const event = decodeEvent(text);
  return isEvent(event) ? { event, text } : undefined;
}

// An event has a depth of 2. Many levels of half objects would make the search slow, each being tried anew.
const MAX_DEPTH = 4;

const OPEN_BRACKET = 0x5b, CLOSE_BRACKET = 0x5d, OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d;
const QUOTE = 0x22;
const LITERALS = /[-+.:,\w \t\r]+/y, BEHIND_STRING = /[:,}\] \t\r]/y;

/** Just behind the object that starts there; undefined where it has no end, or soon proves to be damaged. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length;) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (end === undefined || !matches(BEHIND_STRING, text, end)) return undefined;
        at = end;
        break;
      }
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (++depth > MAX_DEPTH) return undefined;
        at++;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        at++;
        if (--depth === 0) return at;
        break;
      default:
        if (!matches(LITERALS, text, at)) return undefined;
        at = LITERALS.lastIndex;
    }
  }
  return undefined;
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
