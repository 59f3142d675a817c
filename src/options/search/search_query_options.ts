import type { EventFilter } from "../../session/reading/event_filter.ts";
import { LineMatcher } from "../../inspect/search/matching/line_matcher.ts";
import type { SearchQuery } from "../../inspect/search/search_query.ts";
import { UsageError } from "../errors.ts";
import { meansCase } from "./smart_case.ts";
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
  { flags: "-E, --regex", summary: "the pattern is a JavaScript regular expression" },
  {
    flags: "-i, --ignore-case",
    summary: "ignore case (default: unless the pattern has a capital letter)",
  },
  { flags: "--case-sensitive", summary: "match case" },
  { flags: "--raw", summary: "search the recorded bytes, with their colour codes" },
] as const;

/** The query that options ask for. Throws UsageError, also for what is no regular expression. */
export function queryOf(
  pattern: string,
  options: Partial<QueryOptions>,
  filter: EventFilter,
): SearchQuery {
  const { regex = false, raw = false, caseSensitive = false } = options;
  if (options.ignoreCase && caseSensitive) {
    throw new UsageError("--ignore-case and --case-sensitive exclude each other.");
  }
  if (pattern === "") {
    throw new UsageError("the pattern is empty, which every line matches. Is a variable unset?");
  }
  const ignoreCase = options.ignoreCase ?? !(caseSensitive || meansCase(pattern, regex));
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
