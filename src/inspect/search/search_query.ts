import type { EventFilter } from "../../session/reading/event_filter.ts";

/** What is looked for in recorded output. Plain data, so that it can be given to another thread. */
export interface SearchQuery {
  readonly pattern: string;
  /** Whether the pattern is a regular expression of JavaScript; else it stands for itself. */
  readonly regex: boolean;
  readonly ignoreCase: boolean;
  /** Whether lines are looked at as they were recorded, escape sequences included. */
  readonly raw: boolean;
  /** Which lines are looked at at all. */
  readonly filter: EventFilter;
}
