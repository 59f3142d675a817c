import type { SessionLogEvent } from "../../session/event.ts";
import type { LineMatcher, OutputEvent } from "./matching/line_matcher.ts";
import { type ContextLine, StepHistory } from "./step_history.ts";

/** A line that a search has found, with the lines of its step around it. */
export interface SearchMatch {
  readonly event: OutputEvent;
  readonly before: readonly ContextLine[];
  readonly after: readonly ContextLine[];
}

/**
 * So many matches, and so many characters around them, wait for what follows: a step that falls silent does not hold back
 * the others for ever.
 */
const MAX_WAITING = 200, MAX_WAITING_CHARS = 16 << 20;

/**
 * Yields the matches among events, in order, each with up to `contextLines` lines of its step before and behind it. Memory
 * is bounded, however many steps there are and however long their lines.
 */
export function* searchEvents(
  events: Iterable<SessionLogEvent>,
  matcher: LineMatcher,
  contextLines: number,
): Generator<SearchMatch> {
  const history = new StepHistory(contextLines), waiting = new WaitingMatches(contextLines);
  for (const event of events) {
    if (event.type !== "step_output") continue;
    const line = { event, isMatch: matcher.matches(event) };
    waiting.follow(line);
    if (line.isMatch) waiting.add(event, history.before(event.step_name));
    history.add(line);
    for (let match; (match = waiting.takeReady());) yield match;
  }
  for (let match; (match = waiting.take());) yield match;
}

interface WaitingMatch {
  readonly event: OutputEvent;
  readonly before: readonly ContextLine[];
  readonly after: ContextLine[];
}

/** Matches whose context is not complete, oldest first. */
class WaitingMatches {
  readonly #matches: WaitingMatch[] = [];
  #chars = 0;

  constructor(readonly contextLines: number) {}

  add(event: OutputEvent, before: readonly ContextLine[]): void {
    this.#matches.push({ event, before, after: [] });
    this.#chars += charsOf(before);
  }

  /** Adds a line to the context of the matches before it. */
  follow(line: ContextLine): void {
    for (const { event, after } of this.#matches) {
      if (after.length >= this.contextLines || event.step_name !== line.event.step_name) continue;
      after.push(line);
      this.#chars += line.event.line.length;
    }
  }

  /** The oldest, when it is complete or there are too many; undefined for none. */
  takeReady(): WaitingMatch | undefined {
    const [first] = this.#matches;
    const isReady = first && (first.after.length >= this.contextLines ||
      this.#matches.length > MAX_WAITING || this.#chars > MAX_WAITING_CHARS);
    return isReady ? this.take() : undefined;
  }

  take(): WaitingMatch | undefined {
    const match = this.#matches.shift();
    if (match) this.#chars -= charsOf(match.before) + charsOf(match.after);
    return match;
  }
}

function charsOf(lines: readonly ContextLine[]): number {
  return lines.reduce((sum, { event }) => sum + event.line.length, 0);
}
