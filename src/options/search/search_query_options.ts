import type { EventFilter } from "../../session/reading/event_filter.ts";
import { LineMatcher } from "../../inspect/search/matching/line_matcher.ts";
import type { SearchQuery } from "../../inspect/search/search_query.ts";
import { UsageError } from "../errors.ts";
import { refusalText } from "./pattern_refusal.ts";

/** The options that say how a pattern is understood. */
export interface QueryOptions {
  regex: boolean;
  ignoreCase: boolean;
  caseSensitive: boolean;
  raw: boolean;
}

/** How {@link QueryOptions} are given. */
export const QUERY_OPTIONS = [
  { flags: "-E, --regex", summary: "PATTERN is a regular expression, as JavaScript has them" },
  { flags: "-i, --ignore-case", summary: "upper and lower case are the same" },
  { flags: "--case-sensitive", summary: "they are not (the default)" },
  { flags: "--raw", summary: "search what was recorded, escape sequences of colours included" },
] as const;

/** The query that options ask for. Throws UsageError, also for what is no regular expression. */
export function queryOf(
  pattern: string,
  options: Partial<QueryOptions>,
  filter: EventFilter,
): SearchQuery {
  const { regex = false, ignoreCase = false, caseSensitive = false, raw = false } = options;
  if (ignoreCase && caseSensitive) {
    throw new UsageError("--ignore-case and --case-sensitive exclude each other.");
  }
  const query = { pattern, regex, ignoreCase, raw, filter };
  try {
    new LineMatcher(query);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(
      `${refusalText(pattern, error)} Without --regex it is searched for as it stands.`,
    );
  }
  return query;
}
