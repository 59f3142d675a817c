import { bytesFinder, type ByteText, type FindBytes } from "../../../runtime/byte_text.ts";
import { ColoredLiteral } from "./colored_literal.ts";
import { FoldedLiteral } from "./folded_literal.ts";
import { foreignEscapeFinders } from "./foreign_escapes.ts";
import { isAscii } from "./line_matcher.ts";
import { requiredPart, requiredText } from "./required_text.ts";
import type { SearchQuery } from "../search_query.ts";

/**
 * Finds the places where a line may hold a query's literal, or what all matches of its expression hold, without decoding it, in a part of a log. Lines that another writer has escaped in its own way are among them.
 */
export class PlaceFinders {
  readonly #usual: (log: ByteText) => FindBytes[];
  readonly #colored: (log: ByteText) => readonly FindBytes[];
  readonly #foreign: readonly FindBytes[];
  readonly #slash: readonly FindBytes[];

  private constructor({ pattern, ignoreCase, raw }: SearchQuery) {
    const characters = Array.from(pattern, written), bytes = characters.join("");
    const folded = ignoreCase ? new FoldedLiteral(bytes) : undefined;
    const exact = [bytesFinder(bytes)];
    this.#usual = (log) => folded?.finders(log) ?? exact;
    const colored = raw ? undefined : new ColoredLiteral(characters, ignoreCase);
    this.#colored = (log) => colored?.finders(log) ?? this.#usual(log);
    this.#foreign = foreignEscapeFinders(pattern, ignoreCase);
    // A slash needs no escape, and may have one.
    this.#slash = bytes.includes("/") ? [bytesFinder("\\/")] : [];
  }

  /** Those for a query; undefined where every line has to be decoded. */
  static of(query: SearchQuery): PlaceFinders | undefined {
    const required = textInAll(query);
    return required === undefined ? undefined : new PlaceFinders({ ...query, pattern: required });
  }

  /** Those that are needed for a part of a log. */
  for(log: ByteText): FindBytes[] {
    if (UNICODE_ESCAPE(log, 0) < 0) return [...this.#usual(log), ...this.#slash];
    return [
      ...(ESCAPE(log, 0) < 0 ? this.#usual(log) : this.#colored(log)),
      ...this.#foreign,
      ...this.#slash,
    ];
  }
}

/** What stands in every match of a query, in the same case or, if that is ignored, in any of ASCII. */
function textInAll({ pattern, regex, ignoreCase }: SearchQuery): string | undefined {
  if (regex) return requiredText(pattern, ignoreCase);
  if (pattern === "" || !pattern.isWellFormed()) return undefined;
  return ignoreCase && !isAscii(pattern) ? requiredPart(pattern) : pattern;
}

/** A character as it stands in a log, one character a byte. */
function written(character: string): string {
  return Buffer.from(JSON.stringify(character).slice(1, -1)).toString("latin1");
}

// How the character is written that begins an escape sequence, and how any character may be.
const ESCAPE = bytesFinder("\\u001b"), UNICODE_ESCAPE = bytesFinder("\\u");
