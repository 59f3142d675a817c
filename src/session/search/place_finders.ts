import { bytesFinder, type ByteText, type FindBytes } from "../../runtime/byte_text.ts";
import { FoldedLiteral } from "./folded_literal.ts";
import { isAscii } from "./line_matcher.ts";
import { requiredPart, requiredText } from "./required_text.ts";
import type { SearchQuery } from "./search_query.ts";

/**
 * Finds the places where a line may hold a query's literal, or what all matches of its expression hold, without decoding it, in a part of a log. Lines that another writer has escaped in its own way are among them.
 */
export class PlaceFinders {
  readonly #usual: (log: ByteText) => FindBytes[];
  readonly #split: (log: ByteText) => FindBytes[];
  readonly #slash: readonly FindBytes[];

  private constructor({ pattern, ignoreCase, raw }: SearchQuery) {
    const bytes = Buffer.from(JSON.stringify(pattern).slice(1, -1)).toString("latin1");
    const folded = ignoreCase ? new FoldedLiteral(bytes) : undefined;
    const exact = [bytesFinder(bytes)];
    this.#usual = (log) => folded?.finders(log) ?? exact;
    const split = raw
      ? undefined
      : [expressionFinder(splitLiteral(bytes), ignoreCase ? "gi" : "g")];
    this.#split = (log) => split ?? this.#usual(log);
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
      ...(ESCAPE(log, 0) < 0 ? this.#usual(log) : this.#split(log)),
      findForeignEscape,
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

function expressionFinder(source: string, flags: string): FindBytes {
  const expression = new RegExp(source, flags);
  return ({ text }, from) => {
    expression.lastIndex = from;
    return expression.exec(text)?.index ?? -1;
  };
}

// How the character is written that begins an escape sequence, and how any character may be.
const ESCAPE = bytesFinder("\\u001b"), UNICODE_ESCAPE = bytesFinder("\\u");
/** Colours, as they stand in a log, and any other escape sequence. */
const COLORS = String.raw`(?:\\u001b\[[\d;]*m)*`, OTHER_ESCAPE = String.raw`\\u001b(?!\[[\d;]*m)`;
// A longer literal is as rare by its beginning, and an expression must not be nested without end.
const LONGEST_SPLIT = 64;

/** The literal with colours between its characters, or so much of it as comes before another escape sequence. */
function splitLiteral(bytes: string): string {
  const [last = "", ...others] = Array.from(bytes.slice(0, LONGEST_SPLIT), quoted).reverse();
  return others.reduce(
    (rest, character) => `${character}${COLORS}(?:${OTHER_ESCAPE}|${rest})`,
    last,
  );
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

// Control characters in lower case are a part of the literal as it stands in the log, unless they have a short escape.
const FOREIGN_ESCAPE = expressionFinder(String.raw`\\u(?:(?!00[01][\da-f])|000[89acd])`, "g");

function findForeignEscape(log: ByteText, from: number): number {
  let at = FOREIGN_ESCAPE(log, from);
  while (at >= 0 && isEscaped(log.text, at)) at = FOREIGN_ESCAPE(log, at + 1);
  return at;
}

const BACKSLASH = 0x5c;

/** Whether the backslash at `at` is itself escaped. */
function isEscaped(log: string, at: number): boolean {
  let backslashes = 0;
  while (log.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
