import { type DamagedLine, type SessionState, StorageError } from "../../session/mod.ts";
import { type Omitted, sumOf } from "../../session/ring/held_lines.ts";
import { omittedBySession } from "../../session/ring/omitted.ts";
import { lastEventOf } from "../../session/reading/following/log_tail.ts";
import { countText } from "../format/count_text.ts";
import { damageText } from "../session/damage_text.ts";
import { omittedText } from "../session/omitted_text.ts";
import { terminalText } from "../terminal/terminal_text.ts";

const MOST_NAMED = 5;

/** Gathers what a reader has to know of the sessions that were searched: those that could not be read, or not whole. */
export class SearchNotes {
  readonly #faults: string[] = [];
  readonly #dead: string[] = [];
  #unnamedFaults = 0;
  readonly #full: string[] = [];
  #omitted: Omitted = { lines: 0, bytes: 0 };
  #damage = { lines: 0, first_offset: null as number | null };
  #torn = 0;

  readonly addDamage = ({ offset, fault }: DamagedLine): void => {
    if (fault.startsWith("torn:")) this.#torn++;
    this.#damage.lines++;
    this.#damage.first_offset ??= offset;
  };

  /** The log of the session that was searched last could not be read. Throws what is no StorageError. */
  addError(shortId: string, error: unknown): void {
    if (!(error instanceof StorageError)) throw error;
    this.#add(`${shortId}: ${error.message}`);
  }

  /** The damage so far was that of a session, of which no more is read. */
  endSession(shortId: string, logPath: string, stateOf: () => SessionState): void {
    const state = stateOf();
    const isLive = state === "running" || state === "idle";
    // In a live log it is still being written.
    const lines = this.#damage.lines - (isLive ? this.#torn : 0);
    if (lines > 0) this.#add(`${shortId}: ${damageText({ ...this.#damage, lines })}`);
    if (state === "dead") this.#dead.push(shortId);
    const omitted = state === "completed" || state === "failed"
      ? omittedBySession(lastEventOf(logPath))
      : undefined;
    if (omitted) {
      this.#full.push(shortId);
      this.#omitted = sumOf(this.#omitted, omitted);
    }
    this.#damage = { lines: 0, first_offset: null };
    this.#torn = 0;
  }

  /** The notes, each a line that is safe for a terminal. */
  lines(): string[] {
    const named = namesOf(this.#dead), full = namesOf(this.#full);
    const dead = countText(this.#dead.length, "session has crashed", "sessions have crashed");
    return [
      ...this.#faults,
      ...(this.#unnamedFaults > 0
        ? [
          `${
            countText(this.#unnamedFaults, "more log is", "more logs are")
          } damaged or cannot be read`,
        ]
        : []),
      ...(named ? [`${dead}, and the end of the output may be missing: ${named}`] : []),
      ...(full
        ? [
          `${
            omittedText(this.#omitted)
          } left out of full logs (--max-log) and not searched: ${full}`,
        ]
        : []),
    ].map(terminalText);
  }

  #add(note: string): void {
    if (this.#faults.length < MOST_NAMED) this.#faults.push(note);
    else this.#unnamedFaults++;
  }
}

function namesOf(ids: readonly string[]): string {
  return `${ids.slice(0, MOST_NAMED).join(", ")}${ids.length > MOST_NAMED ? ", …" : ""}`;
}
