import type { SessionLogEvent } from "../../../session/event.ts";
import { type EventMatcher, eventMatcher } from "../../../session/reading/event_filter.ts";
import type { TimeGuard } from "../../../runtime/time_guard.ts";
import { GuardedPattern } from "./guarded_pattern.ts";
import { plainText } from "./plain_text.ts";
import type { SearchQuery } from "../search_query.ts";

/** A line of output, as it is recorded. */
export type OutputEvent = Extract<SessionLogEvent, { type: "step_output" }>;

/** Where a match stands in a text: UTF-16 units, the end excluded. */
export type TextRange = readonly [start: number, end: number];

/** Decides which lines a query means. */
export class LineMatcher {
  /** The pattern for one test; undefined for a literal, which `includes` finds faster. */
  readonly #test: { test(text: string): boolean } | undefined;
  readonly #all: { ranges(text: string): TextRange[] };
  /** Whether step, stream and time of a line are as asked for. */
  readonly isWanted: EventMatcher;

  /** `guard` is what guardFor() gave for the query. Throws SyntaxError for what is no regular expression. */
  constructor(readonly query: SearchQuery, guard?: TimeGuard) {
    const { pattern, regex, ignoreCase } = query;
    this.isWanted = eventMatcher(query.filter);
    if (regex) {
      this.#test = this.#all = new GuardedPattern(query, guard);
      return;
    }
    const expression = literal(pattern, ignoreCase);
    this.#all = { ranges: (text) => allRanges(text, expression) };
    if (ignoreCase) this.#test = new RegExp(expression.source, expression.flags.replace("g", ""));
  }

  /** The text that is searched, and that match ranges refer to. */
  searched(line: string): string {
    return this.query.raw ? line : plainText(line);
  }

  /** Whether a recorded line holds the pattern. Throws SlowPatternError. */
  holds(line: string): boolean {
    const text = this.searched(line);
    return this.#test ? this.#test.test(text) : text.includes(this.query.pattern);
  }

  /** Whether an event is a line that the query means. Throws SlowPatternError. */
  matches(event: SessionLogEvent): event is OutputEvent {
    return event.type === "step_output" && this.isWanted(event) && this.holds(event.line);
  }

  /** All matches in a text of {@link searched}, in their order; without those that are empty. Throws SlowPatternError. */
  ranges(text: string): TextRange[] {
    return this.#all.ranges(text);
  }
}

/** Whether case folds within ASCII alone: RegExp folds other letters to no ASCII one, unless it is told `u`. */
export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

function literal(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return new RegExp(source, `g${ignoreCase ? (isAscii(pattern) ? "i" : "iu") : ""}`);
}

function allRanges(text: string, expression: RegExp): TextRange[] {
  return Array.from(
    text.matchAll(expression),
    ({ index, 0: { length } }): TextRange => [index, index + length],
  );
}
