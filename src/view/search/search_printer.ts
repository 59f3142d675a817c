import type { TimeGuard } from "../../runtime/time_guard.ts";
import { LineMatcher } from "../../inspect/search/matching/line_matcher.ts";
import type { SearchMatch } from "../../inspect/search/search_events.ts";
import type { SearchQuery } from "../../inspect/search/search_query.ts";
import { UsageError } from "../../options/errors.ts";
import { isOutTerminal, outColumns } from "../terminal/io.ts";
import { jsonText } from "../terminal/json_text.ts";
import { type ColorWhen, painter } from "../terminal/paint.ts";
import { SearchText } from "./search_text.ts";
import { matchJson, type SearchedSession, sessionHeading } from "./search_session_text.ts";

/** The options that say what is printed of what was found. */
export interface SearchPrinterOptions {
  context: number;
  count: boolean;
  sessions: boolean;
  json: boolean;
  color: ColorWhen;
}

/** Makes the text of what was found, session by session. */
export interface SearchPrinter {
  /** How many matches of a session are of interest. */
  readonly mostMatches: number;
  /** Matches of a session, in order. */
  matches(session: SearchedSession, matches: readonly SearchMatch[]): string;
  /** After the last match of a session that has any. */
  end(session: SearchedSession, count: number): string;
}

/** The printer that options ask for; `guard` as LineMatcher has it. Throws UsageError for options that exclude each other. */
export function searchPrinter(
  options: Partial<SearchPrinterOptions>,
  query: SearchQuery,
  guard?: TimeGuard,
): SearchPrinter {
  const { context, count, sessions, json } = options;
  if (count && sessions) throw new UsageError("--count and --sessions exclude each other.");
  if ((count || sessions) && context !== undefined) {
    throw new UsageError("--context is of no use where no lines are shown.");
  }
  if (count || sessions) return json ? sessionJson(sessions) : sessionText(options);
  return json ? new JsonPrinter(context !== undefined) : new TextPrinter(options, query, guard);
}

class JsonPrinter implements SearchPrinter {
  readonly mostMatches = Infinity;

  constructor(readonly withContext: boolean) {}

  matches({ entry }: SearchedSession, matches: readonly SearchMatch[]): string {
    return matches.map((match) => `${jsonText(matchJson(entry, match, this.withContext))}\n`)
      .join("");
  }

  end(): string {
    return "";
  }
}

class TextPrinter implements SearchPrinter {
  readonly mostMatches = Infinity;
  readonly #paint;
  readonly #stage;
  #session: SearchedSession | undefined;
  #text: SearchText | undefined;

  constructor(
    { color, context }: Partial<SearchPrinterOptions>,
    query: SearchQuery,
    guard: TimeGuard | undefined,
  ) {
    this.#paint = painter(color);
    this.#stage = {
      matcher: new LineMatcher(query, guard),
      paint: this.#paint,
      columns: outColumns(),
      grouped: isOutTerminal(),
      withContext: context !== undefined,
    };
  }

  matches(session: SearchedSession, matches: readonly SearchMatch[]): string {
    let shown = "";
    if (this.#session !== session || !this.#text) {
      if (this.#stage.grouped) {
        if (this.#session) shown += "\n";
        shown += `${sessionHeading(session, Date.now(), this.#paint)}\n`;
      }
      this.#session = session;
      this.#text = new SearchText(session.shortId, this.#stage);
    }
    for (const match of matches) shown += this.#text.lines(match);
    return shown;
  }

  end(): string {
    return "";
  }
}

function sessionJson(sessionsOnly = false): SearchPrinter {
  return {
    mostMatches: sessionsOnly ? 1 : Infinity,
    matches: () => "",
    end: ({ entry, shortId, state }, count) =>
      `${
        jsonText({
          ...entry,
          state: state(),
          id_short: shortId,
          ...(sessionsOnly ? {} : { count }),
        })
      }\n`,
  };
}

const COUNT_COLUMNS = 7;

function sessionText({ sessions = false, color }: Partial<SearchPrinterOptions>): SearchPrinter {
  const paint = painter(color), nowMs = Date.now();
  return {
    mostMatches: sessions ? 1 : Infinity,
    matches: () => "",
    end: (session, count) => {
      const counted = sessions ? "" : `${String(count).padStart(COUNT_COLUMNS)}  `;
      return `${counted}${sessionHeading(session, nowMs, paint)}\n`;
    },
  };
}
