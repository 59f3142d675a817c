import type { SessionLogEvent } from "../event.ts";
import { type EventMatcher, eventMatcher } from "../reading/event_filter.ts";
import { plainText } from "./plain_text.ts";
import type { SearchQuery } from "./search_query.ts";

/** A line of output, as it is recorded. */
export type OutputEvent = Extract<SessionLogEvent, { type: "step_output" }>;

/** Where a match stands in a text: UTF-16 units, the end excluded. */
export type TextRange = readonly [start: number, end: number];

/** Decides which lines a query means. */
export class LineMatcher {
  /** The pattern for one test; undefined for a literal, which `includes` finds faster. */
  readonly #test: RegExp | undefined;
  readonly #all: RegExp;
  /** Whether step, stream and time of a line are as asked for. */
  readonly isWanted: EventMatcher;

  /** Throws SyntaxError for what is no regular expression. */
  constructor(readonly query: SearchQuery) {
    const { pattern, regex, ignoreCase } = query;
    this.isWanted = eventMatcher(query.filter);
    this.#all = regex ? compile(pattern, ignoreCase) : literal(pattern, ignoreCase);
    if (regex || ignoreCase) this.#test = new RegExp(this.#all.source, withoutGlobal(this.#all));
  }

  /** The text that is searched, and that match ranges refer to. */
  searched(line: string): string {
    return this.query.raw ? line : plainText(line);
  }

  /** Whether a recorded line holds the pattern. */
  holds(line: string): boolean {
    const text = this.searched(line);
    return this.#test ? this.#test.test(text) : text.includes(this.query.pattern);
  }

  /** Whether an event is a line that the query means. */
  matches(event: SessionLogEvent): event is OutputEvent {
    return event.type === "step_output" && this.isWanted(event) && this.holds(event.line);
  }

  /** All matches in a text of {@link searched}, in their order; without those that are empty. */
  ranges(text: string): TextRange[] {
    return Array.from(
      text.matchAll(this.#all),
      ({ index, 0: { length } }): TextRange => [index, index + length],
    ).filter(([start, end]) => end > start);
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

/** Whole characters where the pattern allows it; `u` refuses escapes such as `\-` that people write. */
function compile(pattern: string, ignoreCase: boolean): RegExp {
  const flags = `g${ignoreCase ? "i" : ""}`;
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return new RegExp(pattern, flags);
  }
}

function withoutGlobal({ flags }: RegExp): string {
  return flags.replace("g", "");
}
