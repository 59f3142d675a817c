import { type DamagedLine, type SessionState, StorageError } from "../session/mod.ts";
import { countText } from "./count_text.ts";
import { damageText } from "./damage_text.ts";
import { terminalText } from "./terminal_text.ts";

const MOST_NAMED = 5;

/** Gathers what a reader has to know of the sessions that were searched: those that could not be read, or not whole. */
export class SearchNotes {
  readonly #faults: string[] = [];
  readonly #dead: string[] = [];
  #omitted = 0;
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
  endSession(shortId: string, stateOf: () => SessionState): void {
    const state = stateOf();
    const isLive = state === "running" || state === "idle";
    // In a live log it is still being written.
    const lines = this.#damage.lines - (isLive ? this.#torn : 0);
    if (lines > 0) this.#add(`${shortId}: ${damageText({ ...this.#damage, lines })}`);
    if (state === "dead") this.#dead.push(shortId);
    this.#damage = { lines: 0, first_offset: null };
    this.#torn = 0;
  }

  /** The notes, each a line that is safe for a terminal. */
  lines(): string[] {
    const named = this.#dead.slice(0, MOST_NAMED).join(", ");
    const more = this.#dead.length > MOST_NAMED ? ", …" : "";
    const dead = countText(this.#dead.length, "session has died", "sessions have died");
    return [
      ...this.#faults,
      ...(this.#omitted > 0
        ? [`${countText(this.#omitted, "more log is", "more logs are")} damaged or cannot be read`]
        : []),
      ...(named ? [`${dead}, and what they printed last may be missing: ${named}${more}`] : []),
    ].map(terminalText);
  }

  #add(note: string): void {
    if (this.#faults.length < MOST_NAMED) this.#faults.push(note);
    else this.#omitted++;
  }
}
