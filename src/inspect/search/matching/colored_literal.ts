import { bytesFinder, type ByteText, type FindBytes } from "../../../runtime/byte_text.ts";
import { MANY_MISSES } from "./folded_literal.ts";
import { folded, PairCounts, spellings } from "./pair_counts.ts";

const ESCAPE = Buffer.from("\\u001b"), BACKSLASH = 0x5c;
/** Of a literal so many characters, those it is looked for by among them, tell it from most else. */
const TELLING = 4;

/**
 * Finds a literal in a log's blocks, one after the other, also where escape sequences stand between its characters: by the
 * rarest of them with its next, and with a sequence behind it. Of what is found, parts that a sequence stands before, and
 * parts behind another one than a colour, may be something else.
 */
export class ColoredLiteral {
  private readonly characters: readonly string[];
  private readonly ignoreCase: boolean;
  /** Its bytes; in lower case, if case is ignored. */
  private readonly wanted: Buffer;
  /** Where in {@link wanted} each character begins. */
  private readonly starts: readonly number[];
  private readonly isStart: readonly boolean[];
  private chosen: readonly FindBytes[] = [];
  private misses = MANY_MISSES + 1;

  /** `characters`: as they stand in a log, one character a byte; not none. */
  constructor(characters: readonly string[], ignoreCase: boolean) {
    const bytes = Buffer.from(characters.join(""), "latin1");
    this.wanted = ignoreCase ? Buffer.from(bytes.map(folded)) : bytes;
    this.characters = ignoreCase ? characters.map((text) => text.toLowerCase()) : characters;
    this.ignoreCase = ignoreCase;
    let at = 0;
    this.starts = characters.map(({ length }) => (at += length) - length);
    this.isStart = Array.from(bytes, (_, index) => this.starts.includes(index));
  }

  /** Those that together find all places in a block. */
  finders({ bytes }: ByteText): readonly FindBytes[] {
    if (this.misses > MANY_MISSES) this.chosen = this.rarest(new PairCounts(bytes));
    this.misses = 0;
    return this.chosen;
  }

  private rarest(counts: PairCounts): FindBytes[] {
    const { characters, wanted, starts } = this;
    let best = 0, least = Infinity;
    for (let index = 0; index <= Math.max(0, characters.length - TELLING); index++) {
      const next = starts[index + 1] ?? wanted.length, last = folded(wanted[next - 1] ?? 0);
      const cost = counts.cost(last, folded(wanted[next] ?? 0)) + counts.cost(last, BACKSLASH) +
        this.spelled(index, index + 2).length;
      if (cost < least) [best, least] = [index, cost];
    }
    const next = starts[best + 1];
    if (next === undefined) return this.spelled(0, 1).map(bytesFinder);
    const first = starts[best] ?? 0;
    return [
      ...this.spelled(best, best + 2),
      ...this.spelled(best, best + 1).map((one) => `${one}${ESCAPE}`),
    ].map((text) => this.checked(bytesFinder(text), first, next));
  }

  private spelled(from: number, to: number): string[] {
    const text = this.characters.slice(from, to).join("");
    return this.ignoreCase ? spellings(text) : [text];
  }

  /** Only where the wanted bytes stand before the character that begins at `first`, and from the next on. */
  private checked(find: FindBytes, first: number, next: number): FindBytes {
    return (log, from) => {
      const { bytes } = log;
      let at = find(log, from);
      while (
        at >= 0 && !(this.goesOn(bytes, at + next - first, next) && this.mayBegin(bytes, at, first))
      ) {
        this.misses++;
        at = find(log, at + 1);
      }
      return at;
    };
  }

  /** Whether the wanted bytes from one of them on stand there, with nothing but colours between their characters. */
  private goesOn(bytes: Buffer, start: number, next: number): boolean {
    const { wanted, isStart, ignoreCase } = this;
    for (let at = start, index = next; index < wanted.length; index++, at++) {
      while (bytes[at] === BACKSLASH && isStart[index] && isEscape(bytes, at)) {
        at = endOfColor(bytes, at + ESCAPE.length);
        if (at < 0) return true;
      }
      const byte = bytes[at] ?? 0;
      if ((ignoreCase ? folded(byte) : byte) !== wanted[index]) return false;
    }
    return true;
  }

  /** Whether those before one of them stand there, or an escape sequence that may stand between them. */
  private mayBegin(bytes: Buffer, end: number, next: number): boolean {
    const { wanted, isStart, ignoreCase } = this;
    let at = end - 1, index = next - 1;
    for (; index >= 0; index--, at--) {
      const byte = bytes[at] ?? 0;
      if ((ignoreCase ? folded(byte) : byte) !== wanted[index]) break;
    }
    if (index < 0) return true;
    for (; index < next; index++, at++) {
      if (isStart[index + 1] && mayEndSequence(bytes, at)) return true;
    }
    return false;
  }
}

function isEscape(bytes: Buffer, at: number): boolean {
  for (let index = 0; index < ESCAPE.length; index++) {
    if (bytes[at + index] !== ESCAPE[index]) return false;
  }
  return true;
}

const BRACKET = 0x5b, SEMICOLON = 0x3b, ZERO = 0x30, NINE = 0x39, LETTER_M = 0x6d;

/** Behind a sequence for a colour, of which the escape character ends at `start`; -1 for any other. */
function endOfColor(bytes: Buffer, start: number): number {
  if (bytes[start] !== BRACKET) return -1;
  let at = start + 1, byte = bytes[at] ?? 0;
  while ((byte >= ZERO && byte <= NINE) || byte === SEMICOLON) byte = bytes[++at] ?? 0;
  return byte === LETTER_M ? at + 1 : -1;
}

const LETTER_U = 0x75, LETTER_B = 0x62;

/** Whether the byte at `last` may be the last of an escape sequence: of a string, or of one with a final character. */
function mayEndSequence(bytes: Buffer, last: number): boolean {
  if (bytes[last] === STRING_END || isUnicodeEscape(bytes, last)) return true;
  let at = last - 1;
  while (isParameter(bytes[at] ?? 0)) at--;
  if (bytes[at] === BRACKET) at--;
  return folded(bytes[at] ?? 0) === LETTER_B && isUnicodeEscape(bytes, at);
}

/** The last byte of U+009C in UTF-8. */
const STRING_END = 0x9c;

/** Parameters and intermediates of ECMA-48, and what escapes some of them in JSON. */
function isParameter(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x40) || byte === BACKSLASH;
}

/** Whether the last of four digits behind `\u` stands there. */
function isUnicodeEscape(bytes: Buffer, last: number): boolean {
  return bytes[last - 4] === LETTER_U && bytes[last - 5] === BACKSLASH;
}
