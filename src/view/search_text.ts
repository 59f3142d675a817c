import type { ContextLine, SearchMatch } from "../session/search/search_events.ts";
import type { LineMatcher, OutputEvent } from "../session/search/line_matcher.ts";
import type { Paint } from "./paint.ts";
import { foundText } from "./found_text.ts";
import { terminalText } from "./terminal_text.ts";
import { clockTimeText, momentText } from "./time_text.ts";
import { nameText } from "./name_text.ts";

/** Where matches are shown. */
export interface SearchStage {
  readonly matcher: LineMatcher;
  readonly paint: Paint;
  readonly columns: number;
  /** Whether each session has a heading, as on a terminal; else every line tells its session. */
  readonly grouped: boolean;
  /** Whether lines around the matches are shown. */
  readonly withContext: boolean;
}

/** Below this many columns a line under a heading goes without its time. */
const ROOMY_COLUMNS = 60;
const SEQ_COLUMNS = 5;
const GAP = "--";

/** Makes the lines of the matches of one session, safe for a terminal, without those that have been shown already. */
export class SearchText {
  /** Of each step the number of the last line that was shown. */
  readonly #shown = new Map<string, number>();
  #any = false;
  /** Lines that were recorded together have the same time. */
  #time = { ts: "", text: "" };

  constructor(readonly shortId: string, readonly stage: SearchStage) {}

  /** The lines of one match, with those around it. */
  lines({ event, before, after }: SearchMatch): string[] {
    const shown = this.#shown.get(event.step_name) ?? 0;
    const earlier = before.filter((line) => line.event.seq > shown);
    // A match among them comes with lines of its own.
    const next = after.findIndex(({ isMatch }) => isMatch);
    const later = next < 0 ? after : after.slice(0, next);
    const all: ContextLine[] = [...earlier, { event, isMatch: true }, ...later];
    const isApart = this.stage.withContext && this.#any && earlier.length === before.length;
    this.#any = true;
    this.#shown.set(event.step_name, all.at(-1)?.event.seq ?? shown);
    return [
      ...(isApart ? [this.stage.paint("dim", GAP)] : []),
      ...all.map((line) => this.#line(line)),
    ];
  }

  #line({ event, isMatch }: ContextLine): string {
    const { paint, grouped, columns, matcher } = this.stage;
    const step = nameText(event.step_name), text = foundText(event.line, matcher, this.stage);
    const place = grouped
      ? [
        paint("dim", String(event.seq).padStart(SEQ_COLUMNS)),
        ...(columns < ROOMY_COLUMNS ? [] : [paint("dim", this.#timeText(event.ts))]),
        `[${step}]`,
      ]
      : [
        paint("bold", terminalText(this.shortId)),
        `[${step}]`,
        paint("dim", this.#timeText(event.ts)),
        paint("dim", `#${event.seq}`),
      ];
    return `${place.join("  ")} ${bar(event, isMatch, paint)} ${text}`;
  }

  #timeText(ts: string): string {
    if (ts !== this.#time.ts) {
      this.#time = { ts, text: this.stage.grouped ? clockTimeText(ts) : momentText(ts) };
    }
    return this.#time.text;
  }
}

function bar({ stream }: OutputEvent, isMatch: boolean, paint: Paint): string {
  const sign = isMatch ? "│" : "┆";
  return stream === "stderr" ? paint("red", `err ${sign}`) : paint("dim", `out ${sign}`);
}
