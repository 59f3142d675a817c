import type { SearchMatch } from "../../inspect/search/search_events.ts";
import type { ContextLine } from "../../inspect/search/step_history.ts";
import type { LineMatcher, OutputEvent } from "../../inspect/search/matching/line_matcher.ts";
import type { Paint } from "../terminal/paint.ts";
import { foundText } from "../session/found_text.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { clockTimeText, momentText } from "../format/time_text.ts";
import { nameText } from "../format/name_text.ts";

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
  /** That of the last line. */
  #place: Place | undefined;

  constructor(readonly shortId: string, readonly stage: SearchStage) {}

  /** The lines of one match, with those around it, each with its newline. */
  lines({ event, before, after }: SearchMatch): string {
    const { withContext, paint } = this.stage;
    if (!withContext) return this.#line(event, true);
    const shown = this.#shown.get(event.step_name) ?? 0;
    const earlier = before.filter((line) => line.event.seq > shown);
    // A match among them comes with lines of its own.
    const next = after.findIndex(({ isMatch }) => isMatch);
    const later = next < 0 ? after : after.slice(0, next);
    const all: ContextLine[] = [...earlier, { event, isMatch: true }, ...later];
    const isApart = this.#any && earlier.length === before.length;
    this.#any = true;
    this.#shown.set(event.step_name, all.at(-1)?.event.seq ?? shown);
    const lines = all.map((line) => this.#line(line.event, line.isMatch)).join("");
    return isApart ? `${paint("dim", GAP)}\n${lines}` : lines;
  }

  #line(event: OutputEvent, isMatch: boolean): string {
    const { paint, grouped, matcher } = this.stage;
    const text = foundText(event.line, matcher, this.stage);
    const { before, behind, match, other } = this.#placeOf(event);
    const number = grouped ? String(event.seq).padStart(SEQ_COLUMNS) : `#${event.seq}`;
    return `${before}${paint("dim", number)}${behind} ${isMatch ? match : other} ${text}\n`;
  }

  #placeOf({ ts, step_name, stream }: OutputEvent): Place {
    const known = this.#place;
    if (known?.ts === ts && known.step_name === step_name && known.stream === stream) return known;
    const { paint, grouped, columns } = this.stage, step = `[${nameText(step_name)}]`;
    const time = paint("dim", grouped ? clockTimeText(ts) : momentText(ts));
    const [before, behind] = grouped
      ? ["", `${columns < ROOMY_COLUMNS ? "" : `  ${time}`}  ${step}`]
      : [`${paint("bold", terminalText(this.shortId))}  ${step}  ${time}  `, ""];
    const bar = (sign: string) =>
      stream === "stderr" ? paint("red", `err ${sign}`) : paint("dim", `out ${sign}`);
    return this.#place = {
      ...{ ts, step_name, stream, before, behind },
      match: bar("│"),
      other: bar("┆"),
    };
  }
}

/** What lines have in common that were recorded together: what stands before their numbers, and behind. */
interface Place extends Pick<OutputEvent, "ts" | "step_name" | "stream"> {
  readonly before: string;
  readonly behind: string;
  /** What sets off the text of a match, and of a line around one. */
  readonly match: string;
  readonly other: string;
}
