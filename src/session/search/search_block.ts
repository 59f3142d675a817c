import { isUtf8 } from "node:buffer";
import { ByteText, type FindBytes } from "../../runtime/byte_text.ts";
import { Line } from "../../storage/line.ts";
import { isEvent } from "../reading/decode_event.ts";
import { decodeLine } from "../reading/decode_line.ts";
import type { PlaceFinders } from "./place_finders.ts";
import type { LineMatcher, OutputEvent } from "./line_matcher.ts";
import type { LogBlock } from "./log_blocks.ts";

/** A line that a search has found, and where it stands: bytes from the start of its log. */
export interface FoundLine {
  readonly event: OutputEvent;
  readonly offset: number;
}

/**
 * The lines of a block that a query means, in their order; undefined for a block that is damaged, as far as that can be
 * told without decoding all of it.
 */
export function searchBlock(
  block: LogBlock,
  matcher: LineMatcher,
  finders: PlaceFinders | undefined,
): FoundLine[] | undefined {
  const { bytes, offset } = block;
  if (isDamaged(bytes)) return undefined;
  const found: FoundLine[] = [];
  const log = new ByteText(bytes);
  const candidates = finders ? new Candidates(log, finders.for(log)) : undefined;
  for (let from = 0; from < bytes.length;) {
    const at = candidates ? candidates.next(from) : from;
    if (at < 0) break;
    const start = bytes.lastIndexOf(NEWLINE, at) + 1, newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    const line = bytes.toString("latin1", start, end);
    const textStart = OUTPUT_HEAD.exec(line)?.[0].length;
    if (candidates && textStart !== undefined && at < start + textStart) {
      // It stands in what comes before the text.
      from = start + textStart;
      continue;
    }
    if (textStart === undefined || mayHold(line.slice(textStart, -TAIL.length), matcher)) {
      const event = decodeLine(new Line(offset + start, end - start, bytes, start));
      if (!isEvent(event)) return undefined;
      if (matcher.matches(event)) found.push({ event, offset: offset + start });
    }
    from = end + 1;
  }
  return found;
}

const NEWLINE = 0x0a, OPEN_BRACE = 0x7b, QUOTE = 0x22, CLOSE_BRACE = 0x7d;

/** Whether a line does not begin and end as an event does, or holds what no event holds. */
function isDamaged(bytes: Buffer): boolean {
  if (!beginsAt(bytes, 0) || bytes[bytes.length - 1] !== CLOSE_BRACE) return true;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (bytes[at - 1] !== CLOSE_BRACE || !beginsAt(bytes, at + 1)) return true;
  }
  return bytes.includes(0) || !isUtf8(bytes);
}

function beginsAt(bytes: Buffer, at: number): boolean {
  return bytes[at] === OPEN_BRACE && bytes[at + 1] === QUOTE;
}

/** What stands in a line of output before its text and behind it. */
const OUTPUT_HEAD =
  /^\{"seq":\d+,"ts":"[^"\\]*","zig_session_id":"[^"\\]*","type":"step_output","step_name":"[^"\\]*","stream":"std(?:out|err)","line":"/;
const TAIL = `"}`;

/** Whether a line has to be decoded: its text, of one character a byte, holds the pattern or cannot be had so easily. */
function mayHold(bytes: string, matcher: LineMatcher): boolean {
  if (bytes.includes("\\") || bytes.includes('"')) return true;
  return matcher.holds(NO_ASCII.test(bytes) ? Buffer.from(bytes, "latin1").toString() : bytes);
}

const NO_ASCII = /[\x80-\xff]/;

/** The places in a block where a line may hold the literal; asked for from the first to the last. */
class Candidates {
  /** The next place of each finder. */
  readonly #next: number[];

  constructor(readonly log: ByteText, readonly finders: readonly FindBytes[]) {
    this.#next = finders.map((find) => find(log, 0));
  }

  /** The first from `from` on; -1 for none. */
  next(from: number): number {
    let first = -1;
    for (const [index, find] of this.finders.entries()) {
      let at = this.#next[index] ?? -1;
      if (at < 0) continue;
      if (at < from) this.#next[index] = at = find(this.log, from);
      if (at >= 0 && (first < 0 || at < first)) first = at;
    }
    return first;
  }
}
