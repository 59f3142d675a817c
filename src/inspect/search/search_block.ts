import { isUtf8 } from "node:buffer";
import { ByteText, type FindBytes } from "../../runtime/byte_text.ts";
import { Line } from "../../storage/lines/line.ts";
import { isEvent } from "../../session/reading/decoding/decode_event.ts";
import { decodeLine } from "../../session/reading/decoding/decode_line.ts";
import { OutputLines, outputOf } from "./output_lines.ts";
import type { PlaceFinders } from "./matching/place_finders.ts";
import type { LineMatcher, OutputEvent } from "./matching/line_matcher.ts";
import type { LineBlock } from "../../storage/lines/line_blocks.ts";

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
  block: LineBlock,
  matcher: LineMatcher,
  finders: PlaceFinders | undefined,
): FoundLine[] | undefined {
  const { bytes, offset } = block;
  if (isDamaged(bytes)) return undefined;
  const log = new ByteText(bytes);
  const candidates = finders ? new Candidates(log, finders.for(log)) : undefined;
  const found: FoundLine[] = [];
  const outputs = new OutputLines(bytes);
  for (let from = 0; from < bytes.length;) {
    const at = candidates ? candidates.next(from) : from;
    if (at < 0) break;
    const start = bytes.lastIndexOf(NEWLINE, at) + 1, output = outputs.read(start);
    if (candidates && output && at < output.textStart) {
      // It stands in what comes before the text.
      from = output.textStart;
      continue;
    }
    const newline = bytes.indexOf(NEWLINE, at), end = newline < 0 ? bytes.length : newline;
    from = end + 1;
    const text = output && textOf(bytes, output.textStart, end);
    if (text !== undefined && !matcher.holds(text)) continue;
    if (output && text !== undefined) {
      const event = outputOf(output, text);
      if (matcher.isWanted(event)) found.push({ event, offset: offset + start });
      continue;
    }
    const event = decodeLine(new Line(offset + start, end - start, bytes, start));
    if (!isEvent(event)) return undefined;
    if (matcher.matches(event)) found.push({ event, offset: offset + start });
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

/** The text of a line whose text begins at `start`; undefined where the line has to be decoded. */
function textOf(bytes: Buffer, start: number, lineEnd: number): string | undefined {
  const end = lineEnd - TAIL_BYTES;
  if (start > end || bytes[end] !== QUOTE || bytes[end + 1] !== CLOSE_BRACE) return undefined;
  const text = bytes.toString("utf8", start, end);
  return NO_PLAIN_TEXT.test(text) ? unescaped(text) : text;
}

const TAIL_BYTES = `"}`.length;
// Escapes, and what JSON does not allow within a string.
const NO_PLAIN_TEXT = /[\0-\x1f"\\]/;

function unescaped(text: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(`"${text}"`);
    return typeof parsed === "string" && parsed.isWellFormed() ? parsed : undefined;
  } catch {
    return undefined;
  }
}

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
    for (let index = 0; index < this.finders.length; index++) {
      const at = this.#nextOf(index, from);
      if (at >= 0 && (first < 0 || at < first)) first = at;
    }
    return first;
  }

  #nextOf(index: number, from: number): number {
    const at = this.#next[index] ?? -1;
    if (at < 0 || at >= from) return at;
    return this.#next[index] = this.finders[index]?.(this.log, from) ?? -1;
  }
}
